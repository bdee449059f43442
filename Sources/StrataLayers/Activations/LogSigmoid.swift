import StrataPlugin
public import StrataTensor

/// y = ln σ(x) = min(x, 0) − ln(1 + e^−|x|), below 0; y′ = σ(−x), where σ is the logistic function.
///
/// Nothing overflows, and no digit is lost where y is close to 0.
public struct LogSigmoid: KernelActivation {
  /// `logSigmoid`.
  public static let kind = "logSigmoid"
  /// What a list of plugins says of it.
  public static let summary = "The logarithm of the logistic function"

  /// The logarithm of the logistic function.
  public init() {}

  /// ln(1 + e^−|x|).
  public static var valueKernel: ElementKernel { .softplus }
  /// e^−|x|.
  public static var derivativeKernel: ElementKernel { .exp }
  /// −|x|.
  public func argument<T: Real>(_ x: T) -> T { -abs(x) }
  /// min(x, 0) − k.
  public func value<T: Real>(_ x: T, kernel k: T) -> T { (x < 0 ? x : 0) - k }
  /// σ(−x).
  public func derivative<T: Real>(_ x: T, kernel k: T) -> T { (x < 0 ? 1 : k) / (1 + k) }
}

extension Activation where Self == LogSigmoid {
  /// ln σ(x), where σ is the logistic function.
  public static var logSigmoid: LogSigmoid { LogSigmoid() }
}
