import Strata
import Testing

/// What the article Ship a model shows.
@Suite struct ShipAModelTests {
  private struct WrongAnswer: Error {}

  @Test func fromAFileToAService() throws {
    let folder = try TemporaryFolder()
    let csv = try folder.write(
      Article("Articles/GettingStarted.md").texts(in: "csv")[0].utf8, to: "leaves.csv")
    let path = folder.path("leaves.strata")
    try Self.train(csv).write(to: path)
    var printed: [String] = []
    func print(_ values: Any...) { printed.append(values.map { "\($0)" }.joined(separator: " ")) }
    do {
      let reader = try StrataReader(path: path)
      print(reader.contentHash.uuid)
    }
    let before = try StrataReader(path: path).contentHash
    do {
      var file = try ModelFile(path: path, plugins: .standard)
      file.model.metadata["title"] = "Leaves"
      file.model.metadata["trained on"] = "leaves of the north garden"
      try file.write(to: path)
    }
    #expect(try StrataReader(path: path).contentHash == before)
    #expect(printed == [before.uuid])
    do {
      let predictor = try Predictor(path: path)
      print(predictor.interface)
    }
    #expect(try printed.last == Article("Articles/ShipAModel.md").texts(in: "text")[0] + "\n")
    do {
      let proven = try Predictor(path: path, checkingGoldenVectors: true)
      #expect(proven.preparation != nil)
    }
    let guarded = try ModelStore(path: path) { predictor in
      let known = try predictor.answer(["length": 5.3, "width": 1.0, "colour": "green"])
      guard known.label == "willow" else { throw WrongAnswer() }
    }
    #expect(guarded.current.metadata["title"] == "Leaves")
    printed = []
    for seed in [1, 2] as [UInt64] {
      try Self.train(csv, seed: seed).write(to: path)
      switch guarded.reload() {
      case .swapped(let model): print("now serving", model.version.number)
      case .unchanged: print("nothing new")
      case .refused(let error): print("refused:", error)
      }
    }
    // Without the notes it is another model to its store.
    #expect(printed == ["now serving 2", "now serving 3"])
  }

  @Test func watching() async throws {
    let folder = try TemporaryFolder()
    let csv = try folder.write(
      Article("Articles/GettingStarted.md").texts(in: "csv")[0].utf8, to: "leaves.csv")
    let path = folder.path("leaves.strata")
    try Self.train(csv).write(to: path)
    let store = try ModelStore(path: path)
    let watching = Task {
      await store.watch(every: .seconds(1)) { outcome in
        if case .refused(let error) = outcome { print("refused:", error) }
      }
    }
    do {
      let model = store.current
      let answer = try model.predictor.answer(["length": 5.3, "width": 1.0, "colour": "green"])
      #expect(answer.label == "willow")
    }
    watching.cancel()
    await watching.value
    try Self.report(store, path)
  }

  private static func report(_ store: ModelStore, _ path: String) throws {
    var printed: [String] = []
    func print(_ values: Any...) { printed.append(values.map { "\($0)" }.joined(separator: " ")) }
    let status = store.status
    print(status.current.number, status.swaps, status.refusals)
    for version in status.versions {
      print(version.number, version.contentHash.uuid, version.useCount)
    }
    #expect(try printed == ["1 0 0", "1 \(StrataReader(path: path).contentHash.uuid) 1"])
  }

  private static func train(_ csv: String, seed: UInt64 = 1) throws -> ModelFile {
    let table = try Table(CSVReader(ByteStream(path: csv)))
    let preparation = try PreparationFitter(targets: ["kind"]).fit(table)
    let data = try Dataset(
      inputs: preparation.inputs(of: table), targets: preparation.targets(of: table))
    var model = try Model(input: [5], seed: seed) {
      Dense(8, activation: .relu)
      Dense(3)
    }
    model.preparation = preparation
    let trainer = try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.01), batchSize: 4,
      seed: seed)
    try trainer.fit(data, epochs: 40)
    return ModelFile(trainer.model)
  }
}
