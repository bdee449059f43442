import Foundation
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

@Suite struct CallbacksTests {
  private let folder = NSTemporaryDirectory() + "strata-callbacks-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Trains a network whose validation gets worse from some epoch on: it has few samples.
  private func overfitting(
    _ callbacks: [any Callback], epochs: Int = 100
  ) throws -> (trainer: Trainer, records: [EpochRecord]) {
    let (data, other) = try (Fixtures.classes(24), Fixtures.classes(100, seed: 5))
    let model = try Model(input: [4], seed: 2) {
      Dense(16, activation: .tanh)
      Dense(3)
    }
    let trainer = try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.03),
      metrics: [.accuracy], batchSize: 8, seed: 1)
    let records = try trainer.fit(data, epochs: epochs, validation: other, callbacks: callbacks)
    return (trainer, records)
  }

  // MARK: - Early stopping

  @Test func earlyStoppingEndsAndTakesTheBestBack() throws {
    var weights: [Int: [Parameter]] = [:]
    let watch = EarlyStopping(patience: 4)
    let keep = ClosureCallback(epoch: { record, trainer in
      weights[record.epoch] = trainer.model.parameters
    })
    let (trainer, records) = try overfitting([keep, watch])
    let losses = try records.map { try #require($0.validationLoss) }
    let best = try #require(losses.firstIndex(of: losses.min()!)) + 1
    try #require(best > 1)
    #expect(watch.hasStopped)
    #expect(records.count == best + 4)
    #expect(trainer.model.parameters == weights[best])
    #expect(trainer.model.parameters != weights[records.count])
    #expect(trainer.bestEpoch == nil && trainer.state.lastEpoch == nil)
    // Nothing is left of the best weights in what is written.
    #expect(!trainer.optimizerState.contains { $0.name.hasSuffix(".best") })
  }

  @Test func theLastEpochTakesTheBestBackToo() throws {
    var weights: [Int: [Parameter]] = [:]
    let watch = EarlyStopping(patience: 1000)
    let keep = ClosureCallback(epoch: { record, trainer in
      weights[record.epoch] = trainer.model.parameters
    })
    let (trainer, records) = try overfitting([keep, watch], epochs: 30)
    let losses = records.compactMap(\.validationLoss)
    let best = try #require(losses.firstIndex(of: losses.min()!)) + 1
    try #require(best < 30)
    #expect(!watch.hasStopped && records.count == 30)
    #expect(trainer.model.parameters == weights[best])
  }

  @Test func earlyStoppingMayLeaveTheWeights() throws {
    var last: [Parameter] = []
    let keep = ClosureCallback(epoch: { _, trainer in last = trainer.model.parameters })
    let watch = EarlyStopping(patience: 2, restoresBest: false)
    let (trainer, _) = try overfitting([keep, watch])
    #expect(watch.hasStopped && trainer.model.parameters == last)
  }

  @Test func earlyStoppingWatchesWhatItIsTold() throws {
    let watch = EarlyStopping(Monitor("accuracy", better: .higher), patience: 3)
    let (_, records) = try overfitting([watch], epochs: 200)
    let values = records.map { $0.metrics[0].value }
    let best = try #require(values.firstIndex(of: values.max()!)) + 1
    #expect(watch.hasStopped && records.count == best + 3)
  }

  /// A change that is too small does not count.
  @Test func aMinimumChange() throws {
    let (_, records) = try overfitting([EarlyStopping(.loss, patience: 2, minimumChange: 100)])
    #expect(records.count == 3)
  }

  @Test func whatEarlyStoppingRefuses() throws {
    func message(_ watch: EarlyStopping, validating: Bool = true) throws -> String? {
      let trainer = try Fixtures.trainer()
      return #expect(throws: TrainingError.self) {
        try trainer.fit(Fixtures.classes(10), epochs: 2, callbacks: [watch])
      }?.description
    }
    #expect(
      try message(EarlyStopping(patience: 0))
        == "early stopping: patience: expected a number over 0, got 0")
    #expect(
      try message(EarlyStopping(patience: 1, minimumChange: .nan))
        == "early stopping: minimum change: expected a finite number of at least 0, got nan")
    #expect(
      try message(EarlyStopping(patience: 1))
        == "early stopping: expected one of loss, accuracy, got 'validationLoss'")
  }

  // MARK: - Checkpoints

  private func file(_ name: String) throws -> ModelFile {
    try ModelFile(
      path: folder + "/" + name,
      plugins: PluginRegistry(LayerPlugins.all + LossPlugins.all + TrainingPlugins.all))
  }

  @Test func checkpointsEverySoManyEpochs() throws {
    var epochs: [Int] = []
    let checkpoint = ModelCheckpoint(folder + "/every.strata", every: .epochs(3))
    let plugins = try PluginRegistry(LayerPlugins.all + LossPlugins.all + TrainingPlugins.all)
    let look = ClosureCallback(epoch: { [folder] record, _ in
      guard record.epoch >= 3 else { return }
      epochs.append(
        (try? ModelFile(path: folder + "/every.strata", plugins: plugins))?.state?.epoch ?? -1)
    })
    _ = try overfitting([checkpoint, look], epochs: 8)
    #expect(epochs == [3, 3, 3, 6, 6, 6])
  }

  @Test func checkpointsEverySoManySteps() throws {
    // Three steps an epoch: the fourth step is the first of the second epoch.
    _ = try overfitting([ModelCheckpoint(folder + "/steps.strata", every: .steps(4))], epochs: 2)
    let state = try #require(file("steps.strata").state)
    #expect(state.step == 4 && state.epoch == 1)
    #expect(state.partial?.steps == 1 && state.partial?.samples == 8 && state.lastEpoch == 2)
  }

  @Test func theBestCheckpointStays() throws {
    let (_, records) = try overfitting([
      ModelCheckpoint(folder + "/best.strata", every: .best(.validationLoss))
    ])
    let losses = records.compactMap(\.validationLoss)
    let best = try #require(losses.firstIndex(of: losses.min()!)) + 1
    #expect(try file("best.strata").state?.epoch == best)
  }

  @Test func aCheckpointThatCannotBeWrittenIsAnErrorAndNothingIsLost() throws {
    let trainer = try Fixtures.trainer()
    let error = #expect(throws: TrainingError.self) {
      try trainer.fit(
        Fixtures.classes(20), epochs: 2,
        callbacks: [ModelCheckpoint(folder + "/none/x.strata")])
    }
    #expect(error?.description.hasPrefix("checkpoint: ") == true)
    #expect(trainer.epoch == 1)
    try trainer.resume(Fixtures.classes(20))
    #expect(trainer.epoch == 2)
    let refused = #expect(throws: TrainingError.self) {
      try trainer.fit(
        Fixtures.classes(20), epochs: 1, callbacks: [ModelCheckpoint("x", every: .steps(0))])
    }
    #expect(
      refused?.description == "checkpoints: expected every number of times over 0, got 0")
  }

  // MARK: - Logs

  @Test func aLogHasARowAnEpoch() throws {
    let path = folder + "/log.csv"
    let (trainer, records) = try overfitting([CSVLogger(path)], epochs: 2)
    let text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
    let expected =
      "epoch,loss,accuracy,validationLoss,validationAccuracy\n"
      + records.map { record in
        "\(record.epoch),\(record.loss),\(record.metrics[0].value),"
          + "\(record.validationLoss!),\(record.validationMetrics[0].value)\n"
      }.joined()
    #expect(text == expected)
    // A training that goes on goes on with the rows.
    #expect(trainer.history.count == 2)
    let data = try Dataset(
      inputs: Samples.uniform([24, 4]), targets: .classes(Samples.classes(24, below: 3)))
    try trainer.fit(data, epochs: 1, callbacks: [CSVLogger(path)])
    let rows = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
      .split(separator: "\n")
    #expect(rows.count == 4 && rows[0] == "epoch,loss,accuracy" && rows[3].hasPrefix("3,"))
  }

  // MARK: - A loss that goes wrong

  @Test func terminateOnNaNEndsQuietly() throws {
    let data = try Dataset(
      inputs: Samples.uniform([6, 4]),
      targets: .values(Tensor(shape: [6, 1], repeating: 1e15)))
    func trainer() throws -> Trainer {
      try Trainer(
        Model(input: [4], seed: 1) { Dense(1) }, loss: .meanSquaredError,
        optimizer: .sgd(learningRate: 1e15), batchSize: 2)
    }
    let loud = try trainer()
    let error = #expect(throws: TrainingError.self) { try loud.fit(data, epochs: 9) }
    guard case .diverged? = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    let quiet = try trainer()
    let watch = TerminateOnNaN()
    let records = try quiet.fit(data, epochs: 9, callbacks: [watch])
    #expect(watch.hasStopped && records.count < 9)
    #expect(quiet.model.parameters == loud.model.parameters)
    #expect(quiet.model.parameters.allSatisfy { $0.tensor.elements.allSatisfy(\.isFinite) })
  }

  // MARK: - Closures

  @Test func closuresAreCalledAndMayStop() throws {
    var (steps, epochs) = (0, 0)
    let callback = ClosureCallback(
      epoch: { record, trainer in
        epochs += 1
        if record.epoch == 2 { trainer.stop() }
      },
      step: { _, _ in steps += 1 })
    let trainer = try Fixtures.trainer(batchSize: 10)
    let records = try trainer.fit(Fixtures.classes(25), epochs: 9, callbacks: [callback])
    #expect(steps == 6 && epochs == 2 && records.count == 2)
    #expect(trainer.state.lastEpoch == 9)
  }

  @Test func aClosureThatThrowsEndsTheTraining() throws {
    let trainer = try Fixtures.trainer(batchSize: 10)
    let callback = ClosureCallback(step: { progress, _ throws(TrainingError) in
      if progress.step == 2 { throw .output("disk full") }
    })
    #expect(throws: TrainingError.output("disk full")) {
      try trainer.fit(Fixtures.classes(25), epochs: 9, callbacks: [callback])
    }
    #expect(trainer.step == 2 && trainer.epoch == 0)
    try trainer.resume(Fixtures.classes(25))
    let whole = try Fixtures.trainer(batchSize: 10)
    try whole.fit(Fixtures.classes(25), epochs: 9)
    #expect(trainer.model.parameters == whole.model.parameters)
  }
}
