import StrataPlugin
public import StrataTensor

/// y = x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))): the approximation of ``GELU`` that some models
/// were trained with; it differs by up to 0.0005 (D. Hendrycks and K. Gimpel, "Gaussian error linear
/// units", 2016, arXiv:1606.08415).
///
/// Computed as x · σ(z) with z twice the argument of tanh and σ the logistic function, which loses no
/// digit below 0; y′ = σ + x σ (1 − σ) z′.
public struct GELUTanh: KernelActivation {
  /// `geluTanh`.
  public static let kind = "geluTanh"
  /// What a list of plugins says of it.
  public static let summary = "GELU as some models were trained with it: by tanh"

  /// The Gaussian error linear unit by tanh.
  public init() {}

  /// σ(z).
  public static var valueKernel: ElementKernel { .sigmoid }
  /// σ(z).
  public static var derivativeKernel: ElementKernel { .sigmoid }
  /// z = 2 √(2/π) · x + 2 √(2/π) · 0.044715 · x³.
  public func argument<T: Real>(_ x: T) -> T { x * (Self.first() + Self.third() * x * x) }
  /// x · k; σ(z) is 0 at −1000.
  public func value<T: Real>(_ x: T, kernel k: T) -> T { (x < -1000 ? -1000 : x) * k }
  /// k + x k (1 − k) z′; beyond ±30 k is 0 or 1.
  public func derivative<T: Real>(_ x: T, kernel k: T) -> T {
    let x = x.bounded(by: 30)
    return k + x * (k * (1 - k)) * (Self.first() + 3 * Self.third() * x * x)
  }

  /// 2 √(2/π).
  private static func first<T: Real>() -> T { 1.5957691216057307 }
  /// 2 √(2/π) · 0.044715.
  private static func third<T: Real>() -> T { 0.07135481627260025 }
}

extension Activation where Self == GELUTanh {
  /// The approximation of gelu by tanh.
  public static var geluTanh: GELUTanh { GELUTanh() }
}
