import Foundation
import StrataLayers
import StrataTensor
import StrataTestKit
import Testing

@Suite struct ActivationsTests {
  @Test func identity() throws { try checkActivation(Identity()) }
  @Test func sigmoid() throws { try checkActivation(Sigmoid()) }
  @Test func tanh() throws { try checkActivation(Tanh()) }
  @Test func relu() throws { try checkActivation(ReLU()) }
  @Test func gelu() throws { try checkActivation(GELU()) }
  @Test func softmax() throws { try checkActivation(Softmax()) }

  @Test(arguments: [0.01, 0, -0.5, 2] as [Float])
  func leakyReLU(_ slope: Float) throws { try checkActivation(LeakyReLU(slope: slope)) }

  private struct GELUVectors: Decodable {
    struct Row: Decodable {
      let x: Double
      let y: Double
      let slope: Double
    }
    let rows: [Row]
  }

  private func near<T: Real>(_ value: T, _ truth: Double, relative: Double, absolute: Double)
    -> Bool
  {
    (Double(value) - truth).magnitude <= relative * truth.magnitude + absolute
  }

  /// The exact function and its derivative; `Vectors/gelu.py` wrote the values.
  @Test func geluValues() throws {
    let url = try #require(Bundle.module.url(forResource: "Vectors/gelu", withExtension: "json"))
    let rows = try JSONDecoder().decode(GELUVectors.self, from: Data(contentsOf: url)).rows
    try #require(rows.count == 30)
    for row in rows {
      let double = values(row.x), single = values(Float(row.x))
      // The rounding of x / √2 weighs x² times.
      #expect(near(double.y, row.y, relative: 1e-13, absolute: 0), "x \(row.x)")
      #expect(near(double.slope, row.slope, relative: 1e-14, absolute: 1e-16), "x \(row.x)")
      // 2 units in the last place; of the smallest denormal at the end.
      #expect(near(single.y, row.y, relative: 0x1p-22, absolute: 0x1p-148), "x \(row.x)")
      #expect(near(single.slope, row.slope, relative: 0x1p-22, absolute: 0x1p-24), "x \(row.x)")
    }
  }

  /// gelu of x, and what comes back through it for 1.
  private func values<T: Real>(_ x: T) -> (y: T, slope: T) {
    let input = Buffer<T>(count: 1).view([1])
    let y = Buffer<T>(count: 1).view([1])
    let dx = Buffer<T>(count: 1).view([1])
    input[0] = x
    GELU().forward(input.readOnly, into: y, Arithmetic())
    dx[0] = 1
    GELU().backward(x: input.readOnly, y: y.readOnly, dy: dx.readOnly, into: dx, Arithmetic())
    return (y[0], dx[0])
  }
}
