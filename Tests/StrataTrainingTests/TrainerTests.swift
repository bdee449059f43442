import StrataData
import StrataFile
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

@Suite struct TrainerTests {
  @Test func learnsClasses() throws {
    let trainer = try Trainer(
      Fixtures.network(), loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.01),
      metrics: [.accuracy], batchSize: 32, seed: 1)
    try trainer.fit(Fixtures.classes(600), epochs: 30)
    let result = try Evaluator(trainer.model, loss: .softmaxCrossEntropy, metrics: [.accuracy])
      .evaluate(Fixtures.classes(300, seed: 2))
    // Guessing the most frequent class gives less than 0.5.
    #expect(result.metrics[0].value > 0.85)
  }

  @Test func learnsValues() throws {
    let model = try Model(input: [4], seed: 5) {
      Dense(24, activation: .tanh)
      Dense(2)
    }
    let trainer = try Trainer(
      model, loss: .meanSquaredError, optimizer: .sgd(learningRate: 0.05, momentum: 0.9),
      metrics: [.meanAbsoluteError], batchSize: 20)
    let records = try trainer.fit(Fixtures.values(400), epochs: 40)
    #expect(records[0].loss > 0.2)
    #expect(records[39].loss < 0.02)
    #expect(records[39].metrics[0].value < 0.1)
  }

  @Test func historyAndCounts() throws {
    let trainer = try Fixtures.trainer(batchSize: 10)
    let data = try Fixtures.classes(25)
    let records = try trainer.fit(data, epochs: 2, validation: Fixtures.classes(7, seed: 9))
    #expect(records.map(\.epoch) == [1, 2])
    #expect(records.allSatisfy { $0.validationLoss != nil && $0.validationMetrics.count == 1 })
    // Two whole batches and one of 5 samples an epoch.
    #expect(trainer.state.step == 6 && trainer.state.epoch == 2)
    #expect(trainer.state.history == records)
    try trainer.fit(data, epochs: 1)
    #expect(trainer.state.history.map(\.epoch) == [1, 2, 3])
    #expect(trainer.state.history[2].validationLoss == nil)
  }

  /// The loss of an epoch counts each sample once, also those of the last, smaller batch.
  @Test func theLossOfAnEpochIsTheMeanOverItsSamples() throws {
    let data = try Fixtures.values(7)
    let model = try Model(input: [4], seed: 5) { Dense(2, bias: false) }
    // So small a step that the weights stay as they are.
    let trainer = try Trainer(
      model, loss: .meanSquaredError, optimizer: .sgd(learningRate: 1e-30), batchSize: 3)
    let record = try trainer.fit(data, epochs: 1)[0]
    #expect(trainer.model.parameters == model.parameters)
    let whole = try Evaluator(model, loss: .meanSquaredError).evaluate(data)
    #expect((record.loss - whole.loss).magnitude < 1e-6 * whole.loss)
  }

  @Test func aBatchLargerThanTheDataIsTheData() throws {
    let data = try Fixtures.classes(9)
    let whole = try Fixtures.trainer(batchSize: 9)
    let huge = try Fixtures.trainer(batchSize: .max)
    try whole.fit(data, epochs: 2)
    try huge.fit(data, epochs: 2)
    #expect(whole.model.parameters == huge.model.parameters)
    #expect(huge.state.step == 2)
  }

  @Test func theSeedDecidesEverything() throws {
    let data = try Fixtures.classes(40)
    func weights(seed: UInt64) throws -> [Parameter] {
      let trainer = try Fixtures.trainer(seed: seed)
      try trainer.fit(data, epochs: 2)
      return trainer.model.parameters
    }
    #expect(try weights(seed: 1) == weights(seed: 1))
    #expect(try weights(seed: 1) != weights(seed: 2))
  }

  /// Batches large enough that three threads share the work of a step.
  @Test(arguments: [2, 3])
  func theSameBitsForAnyNumberOfThreads(_ threads: Int) throws {
    let data = try Fixtures.classes(Fixtures.threadBatch * 2 + 77)
    func file(_ workers: WorkerPool) throws -> [UInt8] {
      let trainer = try Fixtures.trainer(batchSize: Fixtures.threadBatch, workers: workers)
      try trainer.fit(data, epochs: 2, validation: Fixtures.classes(500, seed: 4))
      return try ModelFile(
        trainer.model, state: trainer.state, optimizerState: trainer.optimizerState
      ).encoded()
    }
    let isSame = try file(WorkerPool(threads: threads)) == file(.single)
    #expect(isSame)
  }

  @Test(
    arguments: [
      Adam(learningRate: 0.01), SGD(learningRate: 0.05),
      SGD(learningRate: 0.05, momentum: 0.9, nesterov: true),
    ] as [any Optimizer])
  func fiveEpochsAndFiveMoreAreTen(_ optimizer: any Optimizer) throws {
    let data = try Fixtures.classes(53)
    let validation = try Fixtures.classes(20, seed: 8)
    func tenInOneGo(_ optimizer: some Optimizer) throws -> Trainer {
      let trainer = try Fixtures.trainer(optimizer: optimizer)
      try trainer.fit(data, epochs: 10, validation: validation)
      return trainer
    }
    func interrupted(_ optimizer: some Optimizer) throws -> Trainer {
      let first = try Fixtures.trainer(optimizer: optimizer)
      try first.fit(data, epochs: 5, validation: validation)
      let bytes = try ModelFile(
        first.model, state: first.state, optimizerState: first.optimizerState
      ).encoded()
      let plugins = try PluginRegistry(
        LayerPlugins.all + LossPlugins.all + TrainingPlugins.all)
      let file = try ModelFile(StrataReader(bytes, name: "five.strata"), plugins: plugins)
      #expect(file.model.architecture == first.model.architecture)
      #expect(file.model.parameters == first.model.parameters)
      #expect(file.state == first.state)
      #expect(file.optimizerState == first.optimizerState)
      let second = try Trainer(
        resuming: file.model, state: #require(file.state), optimizerState: file.optimizerState)
      try second.fit(data, epochs: 5, validation: validation)
      return second
    }
    let (whole, parts) = (try tenInOneGo(optimizer), try interrupted(optimizer))
    #expect(parts.model.parameters == whole.model.parameters)
    #expect(parts.optimizerState == whole.optimizerState)
    #expect(parts.state == whole.state)
    let isSame =
      try ModelFile(parts.model, state: parts.state, optimizerState: parts.optimizerState)
      .encoded()
      == ModelFile(whole.model, state: whole.state, optimizerState: whole.optimizerState)
      .encoded()
    #expect(isSame)
  }

  /// Three steps of Adam for one weight, by the formulas of its paper: the trainer counts the steps
  /// that the corrections are made for.
  @Test func theOptimizerIsToldItsStep() throws {
    let model = try Model(input: [1]) { Dense(1, bias: false, weightInitializer: .constant(2)) }
    let data = try Dataset(
      inputs: Tensor(shape: [1, 1], repeating: 1),
      targets: .values(Tensor(shape: [1, 1], repeating: 0)))
    let trainer = try Trainer(
      model, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.1), batchSize: 1)
    var (w, m, v) = (2.0, 0.0, 0.0)
    var (beta1, beta2) = (1.0, 1.0)
    for _ in 0..<3 {
      let gradient = 2 * w
      (beta1, beta2) = (beta1 * 0.9, beta2 * 0.999)
      m = 0.9 * m + 0.1 * gradient
      v = 0.999 * v + 0.001 * gradient * gradient
      w -= 0.1 * (m / (1 - beta1)) / ((v / (1 - beta2)).squareRoot() + 1e-8)
      try trainer.fit(data, epochs: 1)
      let got = try #require(trainer.model.parameter("dense1.weight"))[0]
      // A dozen roundings of Float at numbers up to 2.
      #expect((Double(got) - w).magnitude < 1e-6)
    }
  }

  @Test func theLearningRateCanChange() throws {
    let data = try Fixtures.classes(20)
    let trainer = try Fixtures.trainer(optimizer: .sgd(learningRate: 0.1))
    try trainer.fit(data, epochs: 1)
    try trainer.setLearningRate(0.01)
    #expect(trainer.learningRate == 0.01)
    // It is part of the state, so that going on goes on with it.
    #expect(try trainer.state.optimizer.plugin as? SGD == SGD(learningRate: 0.01))
    #expect(
      throws: TrainingError.argument(
        "learning rate", expected: "a number over 0", got: "-1.0")
    ) { try trainer.setLearningRate(-1) }
  }

  /// Buffers, such as a normalization's mean, stay as they are.
  @Test func whatIsNotTrainedStays() throws {
    var model = try Model(input: [4], seed: 1) {
      Normalization()
      Dense(3)
    }
    try model.fitLayers(to: [Samples.uniform([30, 4])])
    let mean = model.parameter("normalization1.mean")
    let trainer = try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(), batchSize: 8)
    try trainer.fit(Fixtures.classes(30), epochs: 2)
    #expect(trainer.model.parameter("normalization1.mean") == mean)
    #expect(trainer.model.parameter("dense1.weight") != model.parameter("dense1.weight"))
    #expect(
      trainer.optimizerState.map(\.name) == [
        "dense1.weight.mean", "dense1.weight.variance", "dense1.bias.mean",
        "dense1.bias.variance",
      ])
  }

  /// Every value of a sample belongs to its row, however many axes the output has.
  @Test func outputsOfManyAxesAreRows() throws {
    let grid = try Model(input: [4], seed: 1) {
      Dense(6)
      Reshape([2, 3])
    }
    let flat = try Model(input: [4], seed: 1) { Dense(6) }
    let inputs = Samples.uniform([10, 4])
    let targets = Targets.classes(Samples.classes(10, below: 6))
    let data = try Dataset(inputs: inputs, targets: targets)
    func weights(_ model: Model) throws -> Tensor<Float>? {
      let trainer = try Trainer(
        model, loss: .softmaxCrossEntropy, optimizer: .sgd(), metrics: [.accuracy], batchSize: 4)
      try trainer.fit(data, epochs: 1, validation: data)
      return trainer.model.parameter("dense1.weight")
    }
    #expect(try weights(grid) == weights(flat))
  }

  @Test func aLossThatGoesWrongLeavesTheWeights() throws {
    let model = try Model(input: [1], seed: 1) { Dense(1) }
    let trainer = try Trainer(model, loss: .meanSquaredError, optimizer: .sgd())
    let far = try Dataset(
      inputs: Tensor(shape: [1, 1], elements: [1]),
      targets: .values(Tensor(shape: [1, 1], elements: [3e38])))
    #expect(throws: TrainingError.diverged(epoch: 1, step: 1, loss: .infinity)) {
      try trainer.fit(far, epochs: 1)
    }
    #expect(trainer.model.parameters == model.parameters)
    #expect(trainer.state.step == 0)
  }

  /// Nor does it leave running statistics of a batch that it did not learn from.
  @Test func aLossThatGoesWrongLeavesRunningStatistics() throws {
    let model = try Model(input: [1], seed: 1) {
      BatchNorm()
      Dense(1)
    }
    let trainer = try Trainer(
      model, loss: .meanSquaredError, optimizer: .sgd(), batchSize: 2)
    let inputs = try Tensor<Float>(shape: [2, 1], elements: [1, 5])
    let near = try Dataset(
      inputs: inputs, targets: .values(Tensor(shape: [2, 1], elements: [0, 1])))
    try trainer.fit(near, epochs: 1)
    let learnt = trainer.model.parameters
    // A tenth of the way from 0 to 3, and from 1 to (2² + 2²)/(2 − 1).
    #expect(trainer.model.parameter("batchNorm1.mean")?.elements == [Float(0.1) * 3])
    #expect(trainer.model.parameter("batchNorm1.variance")?.elements == [1 + Float(0.1) * 7])
    let far = try Dataset(
      inputs: inputs, targets: .values(Tensor(shape: [2, 1], elements: [3e38, 0])))
    #expect(throws: TrainingError.self) { try trainer.fit(far, epochs: 1) }
    #expect(trainer.model.parameters == learnt)
  }

  @Test func callbacksAreCalled() throws {
    final class Watcher: Callback {
      var steps: [Int] = []
      var epochs: [EpochRecord] = []
      var last: TrainingProgress?
      func stepEnded(_ progress: TrainingProgress, _ trainer: Trainer) {
        steps.append(progress.step)
        last = progress
      }
      func epochEnded(_ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer) {
        epochs.append(record)
      }
    }
    let watcher = Watcher()
    let trainer = try Fixtures.trainer(batchSize: 10)
    let records = try trainer.fit(Fixtures.classes(25), epochs: 2, callbacks: [watcher])
    #expect(watcher.steps == [1, 2, 3, 1, 2, 3])
    #expect(watcher.epochs == records)
    let last = try #require(watcher.last)
    #expect(last.epoch == 2 && last.lastEpoch == 2 && last.stepsPerEpoch == 3)
    #expect(last.samples == 25 && last.samplesPerEpoch == 25)
    #expect(last.loss == records[1].loss && last.metrics == records[1].metrics)
  }
}
