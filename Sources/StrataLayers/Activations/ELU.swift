public import StrataPlugin
public import StrataTensor

/// y = x where x > 0, else α (eˣ − 1) (D. Clevert et al., "Fast and accurate deep network learning by
/// exponential linear units (ELUs)", ICLR 2016, arXiv:1511.07289); y′ = 1, else α eˣ.
public struct ELU: KernelActivation {
  /// `elu`.
  public static let kind = "elu"
  /// What a list of plugins says of it.
  public static let summary = "x where x > 0, else α (eˣ − 1)"

  /// α: y falls to −α; any finite number.
  public let alpha: Float

  /// The exponential linear unit.
  public init(alpha: Float = 1) { self.alpha = alpha }

  private enum CodingKeys: CodingKey { case alpha }

  /// Reads `alpha` (default 1).
  /// - Throws: `DecodingError`; `PluginError` for an α that is not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    alpha = try container.decodeIfPresent(Float.self, forKey: .alpha) ?? 1
    try check()
  }

  /// Refuses an α that is not finite.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard alpha.isFinite else {
      throw PluginError.invalid(
        kind: Self.kind, parameter: "alpha", expected: "a finite number", got: "\(alpha)")
    }
  }

  /// eˣ − 1, below 0.
  public static var valueKernel: ElementKernel { .expm1 }
  /// eˣ, below 0.
  public static var derivativeKernel: ElementKernel { .exp }
  /// min(x, 0).
  public func argument<T: Real>(_ x: T) -> T { x < 0 ? x : 0 }
  /// x, or α k below 0.
  public func value<T: Real>(_ x: T, kernel k: T) -> T { x < 0 ? T(alpha) * k : x }
  /// 1 where x > 0, else α k.
  public func derivative<T: Real>(_ x: T, kernel k: T) -> T { x > 0 ? 1 : T(alpha) * k }
}

extension Activation where Self == ELU {
  /// The exponential linear unit that falls to −1.
  public static var elu: ELU { ELU() }
  /// The exponential linear unit that falls to −α.
  public static func elu(alpha: Float) -> ELU { ELU(alpha: alpha) }
}
