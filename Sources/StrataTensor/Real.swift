private import CStrataKernels
private import Glibc

/// A number type that layers compute in: `Float`, and `Double` to check gradients with.
///
/// Code written once for any `Real` runs in both. The functions here are the package's own for
/// `Float`, the same bits on every machine; for `Double` they are the C library's.
public protocol Real: BinaryFloatingPoint, TensorElement, Codable, LosslessStringConvertible {
  /// The kernels on arrays of this type.
  static var kernels: Kernels<Self> { get }

  /// eˣ, within 2 units in the last place.
  static func exp(_ x: Self) -> Self
  /// The natural logarithm, within 2 units in the last place.
  static func log(_ x: Self) -> Self
  /// The hyperbolic tangent, within 2 units in the last place.
  static func tanh(_ x: Self) -> Self
  /// 1 / (1 + e⁻ˣ), within 2 units in the last place.
  static func sigmoid(_ x: Self) -> Self
  /// The error function, 2 / √π · ∫ e^(−t²) dt from 0 to x, within 2 units in the last place.
  static func erf(_ x: Self) -> Self
}

extension Float: Real {
  /// The kernel set that the processor runs best.
  public static var kernels: Kernels<Float> { .standard }
  /// eˣ, within 2 units in the last place.
  public static func exp(_ x: Float) -> Float { strata_exp(x) }
  /// The natural logarithm, within 2 units in the last place.
  public static func log(_ x: Float) -> Float { strata_log(x) }
  /// The hyperbolic tangent, within 2 units in the last place.
  public static func tanh(_ x: Float) -> Float { strata_tanh(x) }
  /// 1 / (1 + e⁻ˣ), within 2 units in the last place.
  public static func sigmoid(_ x: Float) -> Float { strata_sigmoid(x) }
  /// The error function, within 2 units in the last place.
  public static func erf(_ x: Float) -> Float { strata_erf(x) }
}

extension Double: Real {
  /// The reference.
  public static var kernels: Kernels<Double> { .standard }
  /// eˣ by the C library.
  public static func exp(_ x: Double) -> Double { Glibc.exp(x) }
  /// The natural logarithm by the C library.
  public static func log(_ x: Double) -> Double { Glibc.log(x) }
  /// The hyperbolic tangent by the C library.
  public static func tanh(_ x: Double) -> Double { Glibc.tanh(x) }
  /// 1 / (1 + e⁻ˣ) by the C library.
  public static func sigmoid(_ x: Double) -> Double { 1 / (1 + Glibc.exp(-x)) }
  /// The error function by the C library.
  public static func erf(_ x: Double) -> Double { Glibc.erf(x) }
}

extension Real {
  /// ln(1 + x) for x > −1, within some units in the last place for small x too: what 1 + x loses is
  /// added again.
  @inlinable public static func log1p(_ x: Self) -> Self {
    let sum = 1 + x
    return sum < .infinity ? log(sum) + (x - (sum - 1)) / sum : sum
  }
}
