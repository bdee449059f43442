public import StrataPlugin
public import StrataTensor

/// y = x where x > 0, else α (e^(x/α) − 1): an ``ELU`` whose slope is 1 at 0 for every α
/// (J. Barron, "Continuously differentiable exponential linear units", 2017, arXiv:1704.07483);
/// y′ = 1, else e^(x/α).
public struct CELU: KernelActivation {
  /// `celu`.
  public static let kind = "celu"
  /// What a list of plugins says of it.
  public static let summary = "x where x > 0, else α (e^(x/α) − 1)"

  /// α: y falls to −α; over 0.
  public let alpha: Float

  /// The exponential linear unit with a smooth slope.
  public init(alpha: Float = 1) { self.alpha = alpha }

  private enum CodingKeys: CodingKey { case alpha }

  /// Reads `alpha` (default 1).
  /// - Throws: `DecodingError`; `PluginError` for an α that is not over 0.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    alpha = try container.decodeIfPresent(Float.self, forKey: .alpha) ?? 1
    try check()
  }

  /// Refuses an α that is not over 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard alpha > 0, alpha.isFinite else {
      throw PluginError.invalid(
        kind: Self.kind, parameter: "alpha", expected: "a finite number over 0", got: "\(alpha)")
    }
  }

  /// e^(x/α) − 1, below 0.
  public static var valueKernel: ElementKernel { .expm1 }
  /// e^(x/α), below 0.
  public static var derivativeKernel: ElementKernel { .exp }
  /// min(x, 0) / α.
  public func argument<T: Real>(_ x: T) -> T { x < 0 ? x / T(alpha) : 0 }
  /// x, or α k below 0.
  public func value<T: Real>(_ x: T, kernel k: T) -> T { x < 0 ? T(alpha) * k : x }
  /// 1 where x > 0, else k.
  public func derivative<T: Real>(_ x: T, kernel k: T) -> T { x > 0 ? 1 : k }
}

extension Activation where Self == CELU {
  /// The exponential linear unit with a smooth slope, falling to −1.
  public static var celu: CELU { CELU() }
  /// The exponential linear unit with a smooth slope, falling to −α.
  public static func celu(alpha: Float) -> CELU { CELU(alpha: alpha) }
}
