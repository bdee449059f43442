import Foundation
import Strata
import Testing

@Suite struct TrainingTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("run.strata")
  }

  func rings(_ count: Int, seed: UInt64) throws -> Dataset {
    let random = RandomStream(seed: seed, purpose: .initialization)
    var (points, labels): ([Float], [Int32]) = ([], [])
    for sample in 0..<count {
      let x = 2 * random.uniform(sample: sample, element: 0) - 1
      let y = 2 * random.uniform(sample: sample, element: 1) - 1
      let radius = (x * x + y * y).squareRoot()
      points += [x, y]
      labels.append(radius < 0.5 ? 0 : radius < 0.9 ? 1 : 2)
    }
    return try Dataset(
      inputs: Tensor(shape: [count, 2], elements: points), targets: .classes(labels))
  }

  private func newTrainer() throws -> Trainer {
    let model = try Model(input: [2], seed: 1) {
      Dense(24, activation: .tanh)
      Dense(3)
    }
    return try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.02), seed: 1)
  }

  /// The page's number is what its code prints.
  @Test func optimizerScheduleAndTheRest() throws {
    var printed: [String] = []
    func print(_ value: Double) { printed.append("\(value)") }
    let model = try Model(input: [2], seed: 1) {
      Dense(24, activation: .tanh)
      Dense(24, activation: .tanh)
      Dense(3)
    }
    let trainer = try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adamW(learningRate: 0.02),
      schedule: .warmUp(epochs: 1, then: .cosine(epochs: 29)), metrics: [.accuracy], batchSize: 32,
      seed: 1, clipNorm: 5
    ) {
      $0.averaging = 0.98
      $0.groups = [ParameterGroup("*.bias", weightDecay: 0)]
    }
    let records = try trainer.fit(
      rings(800, seed: 1), epochs: 30, validation: rings(400, seed: 2))
    print(records[29].validationMetrics[0].value)
    // 0.97
    let code = try Article("Articles/Training.md").texts(in: "swift").joined(separator: "\n")
    #expect(code.contains("// \(printed[0])\n"), "\(printed)")
    #expect(records[29].validationMetrics[0].value > 0.9)
  }

  @Test func smallNetworks() throws {
    let small = try Model(input: [2], seed: 1) {
      Dense(8, activation: .tanh)
      Dense(1)
    }
    let xor = try Dataset(
      inputs: Tensor(shape: [4, 2], elements: [0, 0, 0, 1, 1, 0, 1, 1]),
      targets: .classes([0, 1, 1, 0]))
    let solver = try Trainer(small, loss: .sigmoidCrossEntropy, optimizer: .lbfgs(), batchSize: 4)
    try solver.fit(xor, epochs: 20)
    #expect(solver.history[19].loss < 1e-3)
  }

  @Test func watchingStoppingGoingOn() async throws {
    let (training, validation) = try (rings(300, seed: 1), rings(100, seed: 2))
    var losses: [Double] = []
    let trainer = try newTrainer()
    let stopping = EarlyStopping(.validationLoss, patience: 8)
    try trainer.fit(
      training, epochs: 200, validation: validation,
      callbacks: [
        stopping,
        ModelCheckpoint(path, every: .epochs(5)),
        ClosureCallback { record, _ in losses.append(record.loss) },
      ])
    #expect(losses.count == trainer.epoch)

    let file = try ModelFile(path: path, plugins: .standard)
    guard let state = file.state else { return }
    let again = try Trainer(
      resuming: file.model, state: state, optimizerState: file.optimizerState)
    try again.resume(training, validation: validation)
    #expect(again.epoch == 200 || state.lastEpoch == nil)

    let before = trainer.epoch
    for try await record in try trainer.epochs(of: training, count: 10) {
      if record.loss < 0.05 { break }
    }
    #expect(trainer.epoch > before)
  }

  @Test func data() throws {
    let data = try rings(200, seed: 1)
    var scores: [Double] = []
    let parts = try data.split(validation: 0.2, seed: 1, stratified: true)
    for fold in try data.folds(5, seed: 1) {
      let trainer = try newTrainer()
      try trainer.fit(fold.training, epochs: 20)
      let result = try Evaluator(trainer.model, loss: .softmaxCrossEntropy, metrics: [.accuracy])
        .evaluate(fold.validation)
      scores.append(result.metrics[0].value)
    }
    #expect(parts.validation.count == 40 && scores.count == 5)

    let trainer = try newTrainer()
    let stream = SampleStream(SampleLayout(inputs: [[2]], targets: [nil]), count: 1000) {
      (0..<1000).lazy.map { row in
        let x = Float(row % 50) / 25 - 1
        return Sample([x, 0.5], .label(x < -0.3 ? 0 : x < 0.3 ? 1 : 2))
      }
    }
    try trainer.fit(stream, epochs: 2)
    #expect(trainer.step == 64)
  }

  @Test func searching() throws {
    var printed: [[String]] = []
    func print(_ values: [String]) { printed.append(values) }
    let space = try HyperparameterSpace("learning-rate=1e-3..1e-1,hidden=8|16|32")
    let trials = RandomSearch(space, seed: 1).trials(3)
    print(trials[0].settings.map { "\($0.name)=\($0.value)" })
    let first = try #require(printed.first)
    #expect(first.count == 2 && first[0].hasPrefix("learning-rate=0.0"))
  }
}
