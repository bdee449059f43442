import StrataLayers
import StrataModel
import StrataTensor
import StrataTestKit
import Testing

@Suite struct DropoutTests {
  private func output(
    _ rate: Float, rows: Int, step: Int = 0, firstSample: Int = 0, seed: UInt64 = 1,
    mode: Mode = .training
  ) throws -> [Float] {
    let model = try Model(input: [50]) { Dropout(rate) }
    let plan = try Plan<Float>(
      model.architecture, model.signature(), batch: rows, parameters: ParameterStore(shapes: []),
      gradients: ParameterStore(shapes: []), inputGradients: true)
    plan.inputs[0].fill(1)
    try plan.forward(mode: mode, seed: seed, step: step, firstSample: firstSample)
    return plan.outputs[0].tensor.elements
  }

  /// The share of zeros is the rate, to 5 deviations of a share over 20,000 draws.
  @Test(arguments: [0.1, 0.5, 0.9] as [Float])
  func dropsItsRateAndScalesTheRest(_ rate: Float) throws {
    let values = try output(rate, rows: 400)
    let share = Double(values.count { $0 == 0 }) / Double(values.count)
    let deviation = (Double(rate) * (1 - Double(rate)) / Double(values.count)).squareRoot()
    #expect((share - Double(rate)).magnitude < 5 * deviation)
    #expect(values.allSatisfy { $0 == 0 || $0 == 1 / (1 - rate) })
  }

  /// A mask depends on the sample's place in the global batch, not on how the batch is cut.
  @Test func theCutOfTheBatchDoesNotShow() throws {
    let whole = try output(0.5, rows: 10)
    let parts =
      try output(0.5, rows: 3) + output(0.5, rows: 7, firstSample: 3)
    #expect(parts == whole)
    #expect(try output(0.5, rows: 10, step: 1) != whole)
    #expect(try output(0.5, rows: 10, seed: 2) != whole)
  }

  @Test func doesNothingElse() throws {
    #expect(try output(0.5, rows: 2, mode: .inference).allSatisfy { $0 == 1 })
    #expect(try output(0, rows: 2).allSatisfy { $0 == 1 })
  }
}
