import StrataPlugin
import StrataTensor

/// A share of the truth that is spread evenly over all answers, so that no network has to be certain
/// (C. Szegedy et al., "Rethinking the inception architecture for computer vision", CVPR 2016): what
/// the cross-entropies share.
enum LabelSmoothing {
  static func check(_ kind: String, _ share: Float) throws(PluginError) {
    guard share >= 0, share < 1 else {
      throw .invalid(
        kind: kind, parameter: "labelSmoothing", expected: "at least 0 and below 1",
        got: "\(share)")
    }
  }

  enum CodingKeys: CodingKey { case labelSmoothing }

  /// Reads `labelSmoothing` (default 0).
  static func decode(_ kind: String, from decoder: any Decoder) throws -> Float {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let share = try container.decodeIfPresent(Float.self, forKey: .labelSmoothing) ?? 0
    try check(kind, share)
    return share
  }

  /// Writes a share that is not 0.
  static func encode(_ share: Float, to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if share != 0 { try container.encode(share, forKey: .labelSmoothing) }
  }
}

/// The probabilities of classes with a share of the truth spread evenly over all of them:
/// (1 − ε) t + ε / classes.
struct SmoothedTargets<T: Real> {
  private let targets: TargetView<T>
  /// 1 − ε.
  private let kept: T
  /// ε / classes.
  private let spread: T
  private let columns: Int

  init(_ targets: TargetView<T>, _ share: Float, _ columns: Int) {
    self.targets = targets
    self.columns = columns
    kept = 1 - T(share)
    spread = T(share) / T(columns)
  }

  /// The probability at a place of all outputs, which is in a row.
  subscript(row: Int, place: Int) -> T {
    switch targets {
    case .classes(let labels):
      Int(labels[row]) == place - row * columns ? kept + spread : spread
    case .values(let values): kept * values[place] + spread
    }
  }
}
