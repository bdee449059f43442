import StrataPlugin
public import StrataTensor

/// y = ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|), over 0: a rectifier without its corner; y′ = σ(x),
/// where σ is the logistic function (C. Dugas et al., "Incorporating second-order functional
/// knowledge for better option pricing", NIPS 2000).
///
/// This is the form with β = 1. Nothing overflows, and no digit is lost where y is close to 0.
public struct Softplus: KernelActivation {
  /// `softplus`.
  public static let kind = "softplus"
  /// What a list of plugins says of it.
  public static let summary = "ln(1 + eˣ): a rectifier without its corner"

  /// The smooth rectifier.
  public init() {}

  /// ln(1 + e^−|x|).
  public static var valueKernel: ElementKernel { .softplus }
  /// e^−|x|.
  public static var derivativeKernel: ElementKernel { .exp }
  /// −|x|.
  public func argument<T: Real>(_ x: T) -> T { -abs(x) }
  /// max(x, 0) + k.
  public func value<T: Real>(_ x: T, kernel k: T) -> T { (x > 0 ? x : 0) + k }
  /// σ(x).
  public func derivative<T: Real>(_ x: T, kernel k: T) -> T { (x < 0 ? k : 1) / (1 + k) }
}

extension Activation where Self == Softplus {
  /// ln(1 + eˣ).
  public static var softplus: Softplus { Softplus() }
}
