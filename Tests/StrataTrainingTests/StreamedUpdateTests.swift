import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

/// The first layer's gradient is used up by the optimizer as it is computed, some rows at a time. A
/// bound that no gradient reaches makes all gradients be computed first.
@Suite("Updates while the gradient is computed") struct StreamedUpdateTests {
  /// More rows of weights than are taken at a time, and a number that nothing divides.
  private static let inputs = 331

  private static func network() throws -> Model {
    try Model(input: [inputs], seed: 4) {
      Dense(40, activation: .relu)
      Dense(3)
    }
  }

  private static func data() throws -> Dataset {
    try Dataset(
      inputs: Samples.uniform([150, inputs], seed: 2),
      targets: .classes((0..<150).map { Int32($0 % 3) }))
  }

  private static let optimizers: [any Optimizer] = [
    .sgd(learningRate: 0.05), .sgd(learningRate: 0.05, momentum: 0.9),
    .sgd(learningRate: 0.05, momentum: 0.9, nesterov: true), .adam(learningRate: 0.01),
  ]

  @Test("have the bits of updates after it", arguments: optimizers.indices, [1, 2, 3])
  func sameBits(optimizer: Int, threads: Int) throws {
    func trained(_ optimizer: some Optimizer, clipValue: Double?) throws -> Model {
      let trainer = try Trainer(
        Self.network(), loss: .softmaxCrossEntropy, optimizer: optimizer, batchSize: 64, seed: 1,
        clipValue: clipValue, workers: WorkerPool(threads: threads))
      try trainer.fit(Self.data(), epochs: 2)
      return trainer.model
    }
    let optimizer = Self.optimizers[optimizer]
    let streamed = try trained(optimizer, clipValue: nil)
    let afterwards = try trained(optimizer, clipValue: 1e30)
    // Not in the expectation itself, which would print all of them.
    let isSame = streamed.parameters == afterwards.parameters
    let hasMoved = try streamed.parameters != Self.network().parameters
    #expect(isSame && hasMoved)
  }

  @Test("happen for the largest parameter of the first layer")
  func streams() throws {
    let model = try Self.network()
    let gradients = ParameterStore<Float>(shapes: model.parameters.map(\.tensor.shape))
    let plan = try Plan<Float>(
      model.architecture, model.signature(), batch: 64,
      parameters: ParameterStore(model.parameters), gradients: gradients)
    #expect(plan.streamedParameter == 0)
    #expect(model.parameters[0].tensor.shape == [Self.inputs, 40])
  }
}
