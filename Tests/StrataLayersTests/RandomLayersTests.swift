import StrataLayers
import StrataModel
import StrataTensor
import StrataTestKit
import Testing

/// Layers that draw while they train: their statistics, what their draws depend on, and that they do
/// nothing in inference.
@Suite struct RandomLayersTests {
  private static let layers: [any Layer] = [Dropout(0.4), AlphaDropout(0.4), GaussianNoise(0.5)]

  private func output(
    _ layer: any Layer, _ inputs: Tensor<Float>, step: Int = 0, firstSample: Int = 0,
    seed: UInt64 = 1, mode: Mode = .training, threads: Int = 1
  ) throws -> [Float] {
    let model = try Model(input: Shape(inputs.shape.array.dropFirst())) { [layer] }
    let plan = try Plan<Float>(
      model.architecture, model.signature(), batch: inputs.rowCount,
      parameters: ParameterStore(shapes: []), gradients: ParameterStore(shapes: []),
      inputGradients: true, workers: WorkerPool(threads: threads))
    plan.inputs[0].copy(from: inputs)
    try plan.forward(mode: mode, seed: seed, step: step, firstSample: firstSample)
    return plan.outputs[0].tensor.elements
  }

  /// Draws depend on the seed, the step and the sample's place in the global batch, not on how the batch
  /// is cut.
  @Test(arguments: layers.indices)
  func theCutOfTheBatchDoesNotShow(_ index: Int) throws {
    let layer = Self.layers[index]
    let inputs = Samples.uniform([10, 50])
    let whole = try output(layer, inputs)
    let parts =
      try output(layer, inputs.rows([0, 1, 2]))
      + output(layer, inputs.rows(Array(3..<10)), firstSample: 3)
    #expect(parts == whole)
    #expect(try output(layer, inputs) == whole)
    #expect(try output(layer, inputs, threads: 3) == whole)
    #expect(try output(layer, inputs, step: 1) != whole)
    #expect(try output(layer, inputs, seed: 2) != whole)
    #expect(try output(layer, inputs, firstSample: 1) != whole)
    #expect(try output(layer, inputs, mode: .inference) == inputs.elements)
    #expect(whole != inputs.elements)
  }

  @Test func nothingIsDrawnForNothing() throws {
    let inputs = Samples.uniform([10, 50])
    for layer in [Dropout(0), AlphaDropout(0), GaussianNoise(0)] as [any Layer] {
      #expect(try output(layer, inputs) == inputs.elements)
    }
  }

  /// Mean and variance of many numbers, within 5 deviations of each of them.
  private func expectMoments(
    _ values: [Float], mean: Double, variance: Double, fourthMoment: Double, _ what: String
  ) {
    let count = Double(values.count)
    let gotMean = values.reduce(0.0) { $0 + Double($1) } / count
    let gotVariance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
    #expect(
      (gotMean - mean).magnitude <= 5 * (variance / count).squareRoot(), "\(what): mean \(gotMean)")
    let deviation = ((fourthMoment - variance * variance) / count).squareRoot()
    #expect((gotVariance - variance).magnitude <= 5 * deviation, "\(what): variance \(gotVariance)")
  }

  @Test(arguments: [0.1, 1, 3] as [Float])
  func noiseIsNormal(_ deviation: Float) throws {
    let noise = try output(GaussianNoise(deviation), Tensor(zeros: [400, 50]))
    let variance = Double(deviation) * Double(deviation)
    expectMoments(
      noise, mean: 0, variance: variance, fourthMoment: 3 * variance * variance, "\(deviation)")
    // The share within one deviation.
    let share = Double(noise.count { $0.magnitude <= deviation }) / Double(noise.count)
    #expect((share - 0.682_689).magnitude <= 5 * (0.2166 / Double(noise.count)).squareRoot())
    // No two places share a number, but for what 2²³ of them have by chance.
    #expect(Set(noise).count > noise.count - 200)
  }

  /// What comes in with mean 0 and variance 1 goes out so.
  @Test(arguments: [0.05, 0.2, 0.5] as [Float])
  func alphaDropoutKeepsMeanAndVariance(_ rate: Float) throws {
    let random = RandomStream(seed: 5, purpose: .layer)
    let normal = try Tensor<Float>(
      shape: [400, 50], elements: (0..<20_000).map { random.normal(sample: 0, element: $0) })
    let values = try output(AlphaDropout(rate), normal)
    // The fourth moment of numbers so mixed is at most that of what is dropped and what is kept.
    expectMoments(values, mean: 0, variance: 1, fourthMoment: 10, "\(rate)")
    // What is dropped is one number, the rate's share of all.
    let alpha = -1.758_099_340_847_376_6
    let (kept, dropped) = (1 - Double(rate), Double(rate))
    let scale = 1 / (kept + alpha * alpha * kept * dropped).squareRoot()
    let low = Float(scale * alpha - scale * dropped * alpha)
    let share = Double(values.count { $0 == low }) / 20_000
    #expect((share - dropped).magnitude <= 5 * (kept * dropped / 20_000).squareRoot())
    for (value, input) in zip(values, normal.elements) where value != low {
      let expected = scale * Double(input) - scale * dropped * alpha
      #expect((Double(value) - expected).magnitude < 1e-5)
    }
  }
}
