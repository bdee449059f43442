import CStrataKernels
import Glibc
import Testing

/// A function of `strata_kernels.h`, and its true value.
struct ElementFunction: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let one: @Sendable (Float) -> Float
  let many: @Sendable (KernelSet, [Float]) -> [Float]
  let truth: @Sendable (Double) -> Double
}

private func applying(
  _ kernel: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void, to x: [Float]
) -> [Float] {
  var y = x
  unsafe kernel(x.count, x, &y)
  return y
}

@Suite("Element functions of float")
struct FunctionsTests {
  static let functions = [
    ElementFunction(
      testDescription: "exp", one: { strata_exp($0) },
      many: { set, x in unsafe applying({ unsafe set.table.exp($0, $1, $2) }, to: x) },
      truth: { Glibc.exp($0) }),
    ElementFunction(
      testDescription: "log", one: { strata_log($0) },
      many: { set, x in unsafe applying({ unsafe set.table.log($0, $1, $2) }, to: x) },
      truth: { Glibc.log($0) }),
    ElementFunction(
      testDescription: "tanh", one: { strata_tanh($0) },
      many: { set, x in unsafe applying({ unsafe set.table.tanh($0, $1, $2) }, to: x) },
      truth: { Glibc.tanh($0) }),
    ElementFunction(
      testDescription: "sigmoid", one: { strata_sigmoid($0) },
      many: { set, x in unsafe applying({ unsafe set.table.sigmoid($0, $1, $2) }, to: x) },
      truth: { $0 < 0 ? Glibc.exp($0) / (1 + Glibc.exp($0)) : 1 / (1 + Glibc.exp(-$0)) }),
    ElementFunction(
      testDescription: "erf", one: { strata_erf($0) },
      many: { set, x in unsafe applying({ unsafe set.table.erf($0, $1, $2) }, to: x) },
      truth: { Glibc.erf($0) }),
    ElementFunction(
      testDescription: "gelu", one: { strata_gelu($0) },
      many: { set, x in unsafe applying({ unsafe set.table.gelu($0, $1, $2) }, to: x) },
      truth: { $0 == -.infinity ? -0.0 : 0.5 * $0 * Glibc.erfc($0 * -0.5.squareRoot()) }),
  ]

  /// Every 997th of all floats, and the special ones.
  static let samples: [Float] =
    stride(from: UInt32(0), to: UInt32.max - 997, by: 997).map { Float(bitPattern: $0) }
    + Samples.specials + Samples.specials.flatMap { [$0.nextUp, $0.nextDown] }

  /// The error of y in units in the last place of the true value.
  private static func error(of y: Float, from truth: Double) -> Double {
    let rounded = Float(truth)
    if truth.isNaN || y.isNaN { return truth.isNaN && y.isNaN ? 0 : .infinity }
    if rounded.isInfinite || y.isInfinite { return rounded == y ? 0 : .infinity }
    if y == 0 && rounded == 0 && y.sign != rounded.sign { return .infinity }
    let exponent = max(truth == 0 ? -200 : truth.exponent, -126)
    return abs(Double(y) - truth) / Double(sign: .plus, exponent: exponent - 23, significand: 1)
  }

  @Test("Within 2 units in the last place, for every float", arguments: functions)
  func accuracy(function: ElementFunction) {
    let y = function.many(.reference, Self.samples)
    var (worst, at) = (0.0, Float(0))
    for (x, y) in zip(Self.samples, y) {
      let error = Self.error(of: y, from: function.truth(Double(x)))
      if error > worst { (worst, at) = (error, x) }
    }
    #expect(worst <= 2, "at \(at)")
  }

  @Test("Every set and the function of one value have the same bits", arguments: functions)
  func sameBits(function: ElementFunction) {
    let expected = function.many(.reference, Self.samples)
    for set in KernelSet.others {
      let difference = firstDifference(function.many(set, Self.samples), expected)
      #expect(difference == nil, "\(set.name)")
    }
    let one = firstDifference(Self.samples.map(function.one), expected)
    #expect(one == nil)
  }

  /// It crosses 0 near -0.75, and dies out to the left.
  @Test func geluGradient() {
    let x = Self.samples
    let ones = [Float](repeating: 1, count: x.count)
    let expected = slopes(.reference, x, ones)
    var (worst, worstLeft) = (0.0, 0.0)
    for (x, y) in zip(x.map(Double.init), expected) where x.isFinite {
      let density = Glibc.exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
      let truth = 0.5 * Glibc.erfc(x * -0.5.squareRoot()) + (density == 0 ? 0 : x * density)
      let error = abs(Double(y) - truth)
      let units = x < -1.5 ? error / (0x1p-23 * abs(truth) + 0x1p-149) : 0
      // A NaN is no more than anything.
      if !(error <= worst) { worst = error }
      if !(units <= worstLeft) { worstLeft = units }
    }
    #expect(worst <= 0x1p-23)
    #expect(worstLeft <= 3)
    for set in KernelSet.others {
      let difference = firstDifference(slopes(set, x, ones), expected)
      #expect(difference == nil, "\(set.name)")
    }
  }

  private func slopes(_ set: KernelSet, _ x: [Float], _ dy: [Float]) -> [Float] {
    unsafe applying({ unsafe set.table.gelu_gradient($0, $1, dy, $2) }, to: x)
  }

  @Test func ends() {
    #expect(strata_exp(89) == .infinity)
    #expect(strata_exp(-103.9) == .leastNonzeroMagnitude)
    #expect(strata_exp(-104) == 0)
    #expect(strata_exp(0) == 1)
    #expect(strata_log(0) == -.infinity)
    #expect(strata_log(-0.0) == -.infinity)
    #expect(strata_log(-1).isNaN)
    #expect(strata_log(1).bitPattern == 0)
    #expect(strata_log(.infinity) == .infinity)
    #expect(strata_tanh(.infinity) == 1)
    #expect(strata_tanh(-.infinity) == -1)
    #expect(strata_tanh(-0.0).bitPattern == 0x8000_0000)
    #expect(strata_tanh(.leastNonzeroMagnitude) == .leastNonzeroMagnitude)
    #expect(strata_sigmoid(-.infinity) == 0)
    #expect(strata_sigmoid(.infinity) == 1)
    #expect(strata_sigmoid(0) == 0.5)
    #expect(strata_sigmoid(-103) == strata_exp(-103))
    #expect(strata_erf(.infinity) == 1)
    #expect(strata_erf(-4) == -1)
    #expect(strata_erf(-0.0).bitPattern == 0x8000_0000)
    #expect(strata_gelu(.infinity) == .infinity)
    #expect(strata_gelu(-.infinity).bitPattern == 0x8000_0000)
    #expect(strata_gelu(-0.0).bitPattern == 0x8000_0000)
    #expect(strata_gelu(20) == 20)
  }
}
