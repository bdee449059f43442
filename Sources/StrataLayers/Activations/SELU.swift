import StrataPlugin
public import StrataTensor

/// y = λ x where x > 0, else λ α (eˣ − 1), with α ≈ 1.6733 and λ ≈ 1.0507: what keeps mean 0 and
/// variance 1 from layer to layer (G. Klambauer et al., "Self-normalizing neural networks", NIPS
/// 2017, arXiv:1706.02515); y′ = λ, else λ α eˣ.
///
/// Made for weights that begin with ``LecunNormal``.
public struct SELU: KernelActivation {
  /// `selu`.
  public static let kind = "selu"
  /// What a list of plugins says of it.
  public static let summary = "A scaled ELU that keeps mean 0 and variance 1 from layer to layer"

  /// The scaled exponential linear unit.
  public init() {}

  /// eˣ − 1, below 0.
  public static var valueKernel: ElementKernel { .expm1 }
  /// eˣ, below 0.
  public static var derivativeKernel: ElementKernel { .exp }
  /// min(x, 0).
  public func argument<T: Real>(_ x: T) -> T { x < 0 ? x : 0 }
  /// λ x, or λ α k below 0.
  public func value<T: Real>(_ x: T, kernel k: T) -> T {
    x < 0 ? Self.below() * k : Self.above() * x
  }
  /// λ where x > 0, else λ α k.
  public func derivative<T: Real>(_ x: T, kernel k: T) -> T {
    x > 0 ? Self.above() : Self.below() * k
  }

  /// λ.
  private static func above<T: Real>() -> T { 1.0507009873554804934193349852946 }
  /// λ α.
  private static func below<T: Real>() -> T { 1.7580993408473768599402175208123 }
}

extension Activation where Self == SELU {
  /// The scaled exponential linear unit.
  public static var selu: SELU { SELU() }
}
