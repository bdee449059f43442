import CAllocationCounter
import Strata

/// A training whose steps are watched.
struct TrainingCase {
  let name: String
  /// A trainer on so many threads.
  let trainer: (WorkerPool) throws -> Trainer
  /// So many samples to train it on.
  let data: (Int) throws -> Dataset
  let batchSize: Int

  static func all() throws -> [TrainingCase] {
    let classifier = try Model(input: [78], seed: 1) {
      Dense(256, activation: .relu)
      Dense(128, activation: .relu)
      Dense(10)
    }
    let dropper = try Model(input: [78], seed: 1) {
      Dense(64, activation: Softsign())
      Dropout(0.5)
      Dense(64, activation: Doubled())
      Dense(10)
    }
    let reader = try Model(input: [78], dtype: .int32, seed: 1) {
      Embedding(23, units: 5, padding: 0)
      LayerNorm()
      PReLU()
      RMSNorm()
      GaussianNoise(0.1)
      AlphaDropout(0.1)
      Flatten()
      Dense(16, activation: .relu, penalty: Penalty(l1: 1e-5, l2: 1e-4), constraint: .maxNorm(2))
      Dense(10, constraint: .nonNegative)
    }
    var regressor = try Model(input: [78], seed: 4) {
      Dense(32, activation: .tanh)
      Dense(1)
    }
    regressor.preparation = try Preparation(
      input: .array(),
      target: .numbers([NumberTarget("t", mean: 3, deviation: 2)]))
    return [
      TrainingCase(
        name: "Adam",
        trainer: {
          try Trainer(
            classifier, loss: .softmaxCrossEntropy, optimizer: .adam(), metrics: [.accuracy],
            batchSize: 128, workers: $0)
        }, data: classes, batchSize: 128),
      TrainingCase(
        name: "SGD with momentum and plugins",
        trainer: {
          try Trainer(
            dropper, loss: .softmaxCrossEntropy, optimizer: .sgd(momentum: 0.9),
            metrics: [.accuracy], batchSize: 32, workers: $0)
        }, data: classes, batchSize: 32),
      TrainingCase(
        name: "words",
        trainer: {
          try Trainer(
            reader, loss: .softmaxCrossEntropy, optimizer: .adam(), metrics: [.accuracy],
            batchSize: 32, workers: $0)
        },
        data: { count in
          let data = try classes(count)
          let words = try Tensor(
            shape: data.inputs.shape, elements: data.inputs.elements.map { ($0 * 23).rounded() })
          return try Dataset(inputs: words, targets: data.targets)
        }, batchSize: 32),
      TrainingCase(
        name: "regression",
        trainer: {
          try Trainer(
            regressor, loss: .meanSquaredError, optimizer: .adam(),
            metrics: [.meanAbsoluteError], batchSize: 32, workers: $0)
        }, data: numbers, batchSize: 32),
      TrainingCase(
        name: "Nadam with a schedule, an average and groups",
        trainer: {
          try Trainer(
            classifier, loss: .softmaxCrossEntropy, optimizer: .nadam(),
            schedule: .warmUp(epochs: 0.3, then: .cosineRestarts(epochs: 0.4)), batchSize: 32,
            workers: $0
          ) {
            $0.averaging = 0.99
            $0.groups = [ParameterGroup("*.weight", weightDecay: 0.01)]
          }
        }, data: classes, batchSize: 32),
    ]
  }

  private static func inputs(_ count: Int) throws -> Tensor<Float> {
    try Tensor(shape: [count, 78], elements: (0..<count * 78).map { Float($0 % 23) / 23 })
  }

  private static func classes(_ count: Int) throws -> Dataset {
    try Dataset(inputs: inputs(count), targets: .classes((0..<count).map { Int32($0 % 10) }))
  }

  private static func numbers(_ count: Int) throws -> Dataset {
    let values = (0..<count).map { Float($0 % 7) }
    return try Dataset(
      inputs: inputs(count), targets: .values(try Tensor(shape: [count, 1], elements: values)))
  }

  /// Nine batches and a smaller one.
  private var samples: Int { batchSize * 9 + batchSize / 3 }

  /// The allocations from the second step to the last of an epoch, the second of a training: the
  /// smaller batch has been met.
  func steps(_ threads: Int) throws -> Int {
    let watch = StepWatch()
    try trainer(WorkerPool(threads: threads)).fit(data(samples), epochs: 2, callbacks: [watch])
    return watch.count
  }

  /// What an epoch of twice as many steps allocates more, with nobody watching.
  func longerEpoch(_ threads: Int) throws -> Int {
    let (short, long) = (try data(samples), try data(samples + 9 * batchSize))
    let trainer = try trainer(WorkerPool(threads: threads))
    try trainer.fit(short, epochs: 1)
    // Room for the history of both, so that it does not grow in one and not in the other.
    try trainer.fit(long, epochs: 4)
    let once = try allocations { try trainer.fit(short, epochs: 1) }
    return try allocations { try trainer.fit(long, epochs: 1) } - once
  }
}

/// Counts between the first step and the last of each epoch, and allocates nothing.
final class StepWatch: Callback {
  private(set) var count = -1

  func stepEnded(_ progress: TrainingProgress, _ trainer: Trainer) {
    if progress.step == 1 { allocation_counter_start() }
    if progress.step == progress.stepsPerEpoch { count = allocation_counter_stop() }
  }
}
