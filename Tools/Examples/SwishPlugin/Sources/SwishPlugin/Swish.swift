public import Strata

/// y = x · σ(βx), where σ is the logistic function; y′ = σ (1 + βx (1 − σ)) (P. Ramachandran et al.,
/// "Searching for activation functions", 2017, arXiv:1710.05941).
///
/// β = 1 is `silu`; β = 0 halves; a large β comes close to `relu`.
public struct Swish: KernelActivation {
  /// `swish`.
  public static let kind = "swish"

  /// How sharply it turns at 0; a finite number.
  public let beta: Float

  /// Swish with a fixed β.
  public init(beta: Float = 1) { self.beta = beta }

  private enum CodingKeys: CodingKey { case beta }

  /// Reads `beta` (default 1).
  /// - Throws: `DecodingError`; `PluginError` for a β that is not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    beta = try container.decodeIfPresent(Float.self, forKey: .beta) ?? 1
    try check()
  }

  /// Refuses a β that is not finite.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard beta.isFinite else {
      throw PluginError.invalid(
        kind: Self.kind, parameter: "beta", expected: "a finite number", got: "\(beta)")
    }
  }

  /// σ, for many numbers at once.
  public static var valueKernel: ElementKernel { .sigmoid }
  /// σ.
  public static var derivativeKernel: ElementKernel { .sigmoid }
  /// βx.
  public func argument<T: Real>(_ x: T) -> T { T(beta) * x }
  /// x · k; 0 where σ is, and not 0 · ∞.
  public func value<T: Real>(_ x: T, kernel k: T) -> T { k == 0 ? 0 : x * k }
  /// k (1 + βx (1 − k)); 0 or 1 where σ is.
  public func derivative<T: Real>(_ x: T, kernel k: T) -> T {
    k == 0 || k == 1 ? k : k * (1 + T(beta) * x * (1 - k))
  }
}

extension Activation where Self == Swish {
  /// Swish with β = 1, so that one may write `Dense(8, activation: .swish)`.
  public static var swish: Swish { Swish() }
  /// Swish with a fixed β.
  public static func swish(beta: Float) -> Swish { Swish(beta: beta) }
}
