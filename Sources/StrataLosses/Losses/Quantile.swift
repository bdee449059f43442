public import StrataPlugin
public import StrataTensor

/// q (t − y) where t > y, else (1 − q) (y − t): least at the q-th quantile of what t may be, the
/// median for q = 0.5 (R. Koenker and G. Bassett, "Regression quantiles", Econometrica 46 (1), 1978).
/// The mean over a sample's outputs, then over the batch.
public struct Quantile: ElementwiseLoss {
  /// `quantile`.
  public static let kind = "quantile"
  /// What a list of plugins says of it.
  public static let summary = "Least at the q-th quantile of what the target may be"

  /// The share of targets that are to lie below the output: over 0 and below 1.
  public let q: Float

  /// The loss of a quantile.
  public init(q: Float = 0.5) { self.q = q }

  private enum CodingKeys: CodingKey { case q }

  /// Reads `q` (default 0.5).
  /// - Throws: `DecodingError`; `PluginError` for a q out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    q = try container.decodeIfPresent(Float.self, forKey: .q) ?? 0.5
    try check()
  }

  /// Refuses a q that is not over 0 and below 1.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard q > 0, q < 1 else {
      throw .invalid(kind: Self.kind, parameter: "q", expected: "over 0 and below 1", got: "\(q)")
    }
  }

  /// q (t − y), or (1 − q) (y − t).
  public func value<T: Real>(_ y: T, _ t: T) -> T {
    t > y ? T(q) * (t - y) : (1 - T(q)) * (y - t)
  }

  /// −q where t > y, 1 − q where t < y; 0 where they are equal.
  public func derivative<T: Real>(_ y: T, _ t: T) -> T { t > y ? -T(q) : t < y ? 1 - T(q) : 0 }
}

extension Loss where Self == Quantile {
  /// The loss of a quantile: the share q of the targets is to lie below the output.
  public static func quantile(q: Float) -> Quantile { Quantile(q: q) }
}
