import StrataPlugin
public import StrataTensor

/// y = x · tanh(ln(1 + eˣ)) (D. Misra, "Mish: a self regularized non-monotonic activation function",
/// BMVC 2020, arXiv:1908.08681).
///
/// With e = e^−|x| it is x · n / d, where n = e² + 2e and d = n + 2 below 0, n = 1 + 2e and
/// d = n + 2e² above: no power overflows and no digit is lost.
/// y′ = n / d + x · 4 e (1 + e) / d² below 0, n / d + x · 4 e² (1 + e) / d² above.
public struct Mish: KernelActivation {
  /// `mish`.
  public static let kind = "mish"
  /// What a list of plugins says of it.
  public static let summary = "x · tanh(ln(1 + eˣ))"

  /// The function, which has nothing to configure.
  public init() {}

  /// e^−|x|.
  public static var valueKernel: ElementKernel { .exp }
  /// e^−|x|.
  public static var derivativeKernel: ElementKernel { .exp }
  /// −|x|.
  public func argument<T: Real>(_ x: T) -> T { -abs(x) }

  private func numerator<T: Real>(_ x: T, _ e: T) -> T { x < 0 ? e * (e + 2) : 1 + 2 * e }
  private func denominator<T: Real>(_ x: T, _ e: T, _ numerator: T) -> T {
    numerator + (x < 0 ? 2 : 2 * e * e)
  }

  /// x · n / d; e^−1000 is 0.
  public func value<T: Real>(_ x: T, kernel e: T) -> T {
    let n = numerator(x, e)
    return (x < -1000 ? -1000 : x) * (n / denominator(x, e, n))
  }

  /// n / d + x · 4 e (1 + e) / d², with another e above 0.
  public func derivative<T: Real>(_ x: T, kernel e: T) -> T {
    let n = numerator(x, e)
    let d = denominator(x, e, n)
    let slope = 4 * e * (x < 0 ? 1 : e) * (1 + e) / (d * d)
    return n / d + x.bounded(by: 1000) * slope
  }
}

extension Activation where Self == Mish {
  /// x · tanh(ln(1 + eˣ)).
  public static var mish: Mish { Mish() }
}
