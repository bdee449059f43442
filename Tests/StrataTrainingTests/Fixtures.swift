import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTestKit
import StrataTraining

/// A problem of three classes in four numbers, and a network for it.
enum Fixtures {
  static func classes(_ count: Int, seed: UInt64 = 1) throws -> Dataset {
    let inputs = Samples.uniform([count, 4], seed: seed)
    let labels = (0..<count).map { row -> Int32 in
      let (a, b) = (inputs[row * 4] + inputs[row * 4 + 1], inputs[row * 4 + 2])
      return a > 0.3 ? 0 : b > 0 ? 1 : 2
    }
    return try Dataset(inputs: inputs, targets: .classes(labels))
  }

  static func values(_ count: Int, seed: UInt64 = 1) throws -> Dataset {
    let inputs = Samples.uniform([count, 4], seed: seed)
    var targets = Tensor<Float>(zeros: [count, 2])
    for row in 0..<count {
      targets[row * 2] = inputs[row * 4] - 2 * inputs[row * 4 + 1]
      targets[row * 2 + 1] = inputs[row * 4 + 2] * inputs[row * 4 + 3]
    }
    return try Dataset(inputs: inputs, targets: .values(targets))
  }

  static func network(seed: UInt64 = 1) throws -> Model {
    try Model(input: [4], seed: seed) {
      Dense(16, activation: .tanh)
      BatchNorm()
      Dropout(0.25)
      Dense(8, activation: .leakyReLU)
      Dense(3)
    }
  }

  /// Three threads share work of 2¹⁴ elements or more: 16 units and 2,048 rows are two shares.
  static let threadBatch = 2048

  static func trainer(
    _ model: Model? = nil, optimizer: some Optimizer = .adam(learningRate: 0.01),
    batchSize: Int = 10, seed: UInt64 = 3, workers: WorkerPool = .single
  ) throws -> Trainer {
    try Trainer(
      model ?? network(), loss: .softmaxCrossEntropy, optimizer: optimizer, metrics: [.accuracy],
      batchSize: batchSize, seed: seed, workers: workers)
  }
}
