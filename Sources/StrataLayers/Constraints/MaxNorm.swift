public import StrataPlugin
public import StrataTensor

/// Bounds the norm of each unit's weights: w ← w · limit / ‖w‖ where ‖w‖ > limit (N. Srebro and
/// A. Shraibman, "Rank, trace-norm and max-norm", COLT 2005; with dropout: N. Srivastava et al., JMLR
/// 2014, section 5.1).
///
/// ‖w‖ is the root of the sum of squares over the unit's inputs, all axes but the last, from the first
/// to the last, in Double.
public struct MaxNorm: Constraint {
  /// `maxNorm`.
  public static let kind = "maxNorm"
  /// What a list of plugins says of it.
  public static let summary = "Bounds the norm of each unit's weights"

  /// The largest norm; a finite number over 0.
  public let limit: Float

  /// A bound of norms.
  public init(_ limit: Float = 2) { self.limit = limit }

  private enum CodingKeys: CodingKey { case limit }

  /// Reads `limit` (default 2).
  /// - Throws: `DecodingError`; `PluginError` for a limit out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    limit = try container.decodeIfPresent(Float.self, forKey: .limit) ?? 2
    try check()
  }

  /// Refuses a limit that is not over 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard limit > 0, limit.isFinite else {
      throw PluginError.invalid(
        kind: Self.kind, parameter: "limit", expected: "a finite number over 0", got: "\(limit)")
    }
  }

  /// w ← w · limit / ‖w‖ for each unit whose norm is larger.
  public func apply<T: Real>(to weights: MutableTensorView<T>, _ arithmetic: Arithmetic<T>) {
    let limit = Double(limit)
    UnitNorms.scale(weights) { $0 > limit ? limit / $0 : nil }
  }
}

extension Constraint where Self == MaxNorm {
  /// A bound of the norm of each unit's weights.
  public static func maxNorm(_ limit: Float = 2) -> MaxNorm { MaxNorm(limit) }
}
