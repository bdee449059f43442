import Foundation
import Strata
import Testing

@Suite struct GettingStartedTests {
  let article: Article
  let folder: TemporaryFolder
  let csv: String

  init() throws {
    article = try Article("Articles/GettingStarted.md")
    folder = try TemporaryFolder()
    csv = try folder.write(article.texts(in: "csv")[0].utf8, to: "leaves.csv")
  }

  private func readTable() throws -> (Preparation, Dataset) {
    let table = try Table(CSVReader(ByteStream(path: csv)))
    let preparation = try PreparationFitter(targets: ["kind"]).fit(table)
    let data = try Dataset(
      inputs: preparation.inputs(of: table), targets: preparation.targets(of: table))
    return (preparation, data)
  }

  private func train(_ preparation: Preparation, _ data: Dataset) throws -> Trainer {
    var model = try Model(input: [5], seed: 1) {
      Dense(8, activation: .relu)
      Dense(3)
    }
    model.preparation = preparation

    let trainer = try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.01),
      metrics: [.accuracy], batchSize: 4, seed: 1)
    try trainer.fit(data, epochs: 40)
    return trainer
  }

  private func save(_ trainer: Trainer, to path: String) throws {
    let saved = ModelFile(
      trainer.model, state: trainer.state, optimizerState: trainer.optimizerState)
    try saved.write(to: path)
  }

  /// The library writes the file that the page shows modeltool to have written.
  @Test func savesWhatModeltoolSaves() throws {
    let (preparation, data) = try readTable()
    let path = folder.path("leaves.strata")
    try save(train(preparation, data), to: path)
    let hash = try StrataReader(path: path).contentHash
    #expect(article.texts(in: "text")[0].contains("hash \(hash)\n"))
  }

  @Test func predicts() throws {
    var printed: [String] = []
    func print(_ values: Any...) { printed.append(values.map { "\($0)" }.joined(separator: ",")) }
    let (preparation, data) = try readTable()
    let path = folder.path("leaves.strata")
    try save(train(preparation, data), to: path)
    do {
      let file = try ModelFile(path: path, plugins: .standard)
      let predictor = try Predictor(file.model)

      guard let preparation = file.model.preparation else { return }
      let rows = try preparation.input.reader(forHeader: ["colour", "length", "width"])
      var values: [Float] = []
      try rows.prepare(fields: ["green", "5.3", "1.0"], line: 1, into: &values)
      try rows.prepare(fields: ["red", "4.5", "4.6"], line: 2, into: &values)
      let outputs = try predictor.predict(Tensor(shape: [2, 5], elements: values))

      let answers = Buffer<Float>(count: outputs.shape.count).view(outputs.shape)
      answers.copy(from: outputs)
      preparation.target?.answer(answers, Arithmetic())
      if case .classes(let classes) = preparation.target {
        for row in 0..<2 {
          let best = classes.top(1, of: answers.readOnly, row: row)[0]
          print(best.label, best.probability)
        }
      }
    }
    let shown = try #require(article.texts(in: "text").last)
    #expect((["label,probability"] + printed).joined(separator: "\n") == shown)
  }

  @Test func trainsFurther() throws {
    let (preparation, data) = try readTable()
    let path = folder.path("leaves.strata")
    let first = try train(preparation, data)
    try save(first, to: path)
    let file = try ModelFile(path: path, plugins: .standard)
    do {
      if let state = file.state {
        let trainer = try Trainer(
          resuming: file.model, state: state, optimizerState: file.optimizerState)
        try trainer.fit(data, epochs: 20)
        try ModelFile(
          trainer.model, state: trainer.state, optimizerState: trainer.optimizerState
        ).write(to: path)
      }
    }
    try first.fit(data, epochs: 20)
    let inOneGo = folder.path("once.strata")
    try save(first, to: inOneGo)
    #expect(try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: URL(filePath: inOneGo)))
  }
}
