public import StrataPlugin
public import StrataTensor

/// d² / 2 where |d| ≤ δ, else δ (|d| − δ / 2), with d = y − t: a square near the target, a distance
/// far from it, so that outliers weigh less (P. Huber, "Robust estimation of a location parameter",
/// Ann. Math. Statist. 35 (1), 1964). The mean over a sample's outputs, then over the batch.
public struct Huber: ElementwiseLoss {
  /// `huber`.
  public static let kind = "huber"
  /// What a list of plugins says of it.
  public static let summary = "A square near the target, a distance far from it"

  /// δ, in the units that the network learns in; over 0.
  public let delta: Float

  /// The loss with its bend at a distance.
  public init(delta: Float = 1) { self.delta = delta }

  private enum CodingKeys: CodingKey { case delta }

  /// Reads `delta` (default 1).
  /// - Throws: `DecodingError`; `PluginError` for a δ that is not over 0.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    delta = try container.decodeIfPresent(Float.self, forKey: .delta) ?? 1
    try check()
  }

  /// Refuses a δ that is not over 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard delta > 0, delta.isFinite else {
      throw .invalid(
        kind: Self.kind, parameter: "delta", expected: "a finite number over 0", got: "\(delta)")
    }
  }

  /// d² / 2, or δ (|d| − δ / 2).
  public func value<T: Real>(_ y: T, _ t: T) -> T {
    let (distance, delta) = (abs(y - t), T(delta))
    return distance <= delta ? distance * distance / 2 : delta * (distance - delta / 2)
  }

  /// d, at most ±δ.
  public func derivative<T: Real>(_ y: T, _ t: T) -> T {
    let (difference, delta) = (y - t, T(delta))
    return difference < -delta ? -delta : difference > delta ? delta : difference
  }
}

extension Loss where Self == Huber {
  /// Squares up to the distance 1, distances beyond.
  public static var huber: Huber { Huber() }
  /// Squares up to a distance, distances beyond.
  public static func huber(delta: Float) -> Huber { Huber(delta: delta) }
}
