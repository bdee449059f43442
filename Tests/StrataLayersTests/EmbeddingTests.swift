import StrataLayers
import StrataModel
import StrataTensor
import StrataTestKit
import Testing

@Suite struct EmbeddingTests {
  /// A plan of one network, filled with whole numbers below 5.
  private struct Running {
    let plan: Plan<Float>
    let gradients: ParameterStore<Float>

    init(_ model: Model, batch: Int, workers: WorkerPool = .single) throws {
      gradients = ParameterStore(shapes: model.parameters.map(\.tensor.shape))
      plan = try Plan(
        model.architecture, model.signature(), batch: batch,
        parameters: ParameterStore(model.parameters), gradients: gradients, workers: workers)
      let words = Samples.classes(plan.inputs[0].count, below: 5, seed: 3)
      for (index, word) in words.enumerated() { plan.inputs[0][index] = Float(word) }
    }

    func gradient() throws -> [Float] {
      try plan.forward(mode: .training)
      plan.outputGradients[0].copy(from: Samples.uniform(plan.outputs[0].shape, seed: 8))
      try plan.backward()
      return gradients[0].tensor.elements
    }
  }

  /// The order of its sums is that of a matrix product's over samples, to the last bit; batches of
  /// one leaf, two, some that fill no level of the tree, and words that few samples have.
  @Test(arguments: [1, 2, 64, 65, 130, 200, 449, 1024])
  func theBitsOfADenseLayerBehindAOneHot(_ batch: Int) throws {
    let table = try Model(input: [3], dtype: .int32, seed: 1) { Embedding(5, units: 4) }
    var dense = try Model(input: [3], dtype: .int32) {
      OneHot(5)
      Dense(4, bias: false)
    }
    try dense.setParameter("dense1.weight", to: table.parameters[0].tensor)
    let (one, other) = try (Running(table, batch: batch), Running(dense, batch: batch))
    // Word 4 comes in the last sample alone.
    for running in [one, other] {
      for index in 0..<running.plan.inputs[0].count {
        let isLast = index == running.plan.inputs[0].count - 1
        let word = running.plan.inputs[0][index]
        running.plan.inputs[0][index] = isLast ? 4 : min(word, 3)
      }
    }
    let gradient = try one.gradient()
    let expected = try other.gradient()
    #expect(gradient.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(one.plan.outputs[0].tensor == other.plan.outputs[0].tensor)
    // A word that no sample has gets zeros.
    for running in [one, other] { running.plan.inputs[0].fill(1) }
    #expect(try one.gradient().map(\.bitPattern) == other.gradient().map(\.bitPattern))
    #expect(try one.gradient().prefix(4) == [0, 0, 0, 0])
  }

  @Test func thePaddingGivesZeros() throws {
    let model = try Model(input: [2], dtype: .int32, seed: 1) { Embedding(5, units: 2, padding: 0) }
    let running = try Running(model, batch: 2)
    for (index, word) in [0, 3, 0, 0].enumerated() { running.plan.inputs[0][index] = Float(word) }
    let gradient = try running.gradient()
    let outputs = running.plan.outputs[0].tensor.elements
    #expect(outputs[0..<2] == [0, 0] && outputs[4...] == [0, 0, 0, 0])
    #expect(outputs[2..<4] == model.parameters[0].tensor.elements[6..<8])
    #expect(gradient[0..<6].allSatisfy { $0 == 0 } && gradient[6] != 0)
  }

  /// What is no number of a row is refused, in training and in prediction, with its sample.
  @Test(
    arguments: [
      (5, "5"), (-1, "-1"), (0.5, "0.5"), (.nan, "nan"), (.infinity, "inf"), (1e9, "1000000000"),
    ] as [(Float, String)])
  func wrongNumbers(_ number: Float, _ text: String) throws {
    let layers: [(any Layer, String)] = [
      (Embedding(5, units: 2), "embedding"), (OneHot(5), "oneHot"),
    ]
    for (layer, kind) in layers {
      let model = try Model(input: [3], dtype: .int32) { [layer] }
      let message =
        "node '\(kind)1': \(kind): input: expected a whole number from 0 to 4, got \(text) at sample "
      // In the second lot of 64, and with threads.
      for workers in [WorkerPool.single, WorkerPool(threads: 3)] {
        var words = Tensor<Float>(zeros: [80, 3])
        words[70 * 3 + 1] = number
        let error = #expect(throws: ModelError.self) {
          try Predictor(model, workers: workers).predict(words)
        }
        #expect(error?.description == message + "70")
      }
      let running = try Running(model, batch: 4)
      running.plan.inputs[0].fill(0)
      running.plan.inputs[0][3] = number
      let error = #expect(throws: ModelError.self) {
        try running.plan.forward(mode: .training, firstSample: 10)
      }
      #expect(error?.description == message + "11")
    }
  }

  @Test func oneHot() throws {
    let model = try Model(input: [], dtype: .int32) { OneHot(3) }
    #expect(
      try Predictor(model).predict(Tensor([2, 0, -0.0, 1])).elements
        == [0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0])
  }
}
