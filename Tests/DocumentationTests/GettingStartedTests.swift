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
      let predictor = try Predictor(path: path)

      let rows: [InputRow] = [
        ["colour": "green", "length": 5.3, "width": 1.0],
        ["colour": "red", "length": 4.5, "width": 4.6],
      ]
      for answer in try predictor.answers(rows) {
        print(answer.label ?? "", answer.probability ?? 0)
      }

      let logits = try predictor.predict(predictor.prepare(rows[0]))
      #expect(try predictor.answer(outputs: logits) == predictor.answer(rows[0]))
    }
    let shown = try #require(article.texts(in: "text").last)
    #expect((["label,probability"] + printed).joined(separator: "\n") == shown)
  }

  @Test func trainsFurther() throws {
    let (preparation, data) = try readTable()
    let path = folder.path("leaves.strata")
    let first = try train(preparation, data)
    try save(first, to: path)
    do {
      let file = try ModelFile(path: path, plugins: .standard)
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
