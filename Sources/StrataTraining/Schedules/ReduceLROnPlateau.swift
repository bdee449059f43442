public import StrataModel
public import StrataPlugin

/// Multiplied by a factor whenever a number has not become better for more than `patience` epochs.
///
/// It is found anew from the whole history each time, so that nothing needs to be kept. An epoch
/// whose record has no such number, or none that is finite, does not count. PyTorch's schedule of
/// this name; but where the best is below 0, a relative threshold is a part of its size, not of its
/// negative.
public struct ReduceLROnPlateau: Schedule {
  /// `reduceLROnPlateau`.
  public static let kind = "reduceLROnPlateau"
  /// What a list of plugins says of it.
  public static let summary = "Down by a factor when a number gets no better"

  /// By how much a number must be better than the best to count.
  public enum ThresholdMode: String, Codable, Hashable, Sendable {
    /// By a part of the best.
    case relative
    /// By an amount.
    case absolute
  }

  /// What is watched.
  public let monitor: Monitor
  /// What the factor is multiplied by; at least 0 and below 1.
  public let factor: Double
  /// How many epochs in a row may bring nothing better; at least 0.
  public let patience: Int
  /// By how much more than this a number must be better to count; at least 0.
  public let threshold: Double
  /// What the threshold is a part of.
  public let thresholdMode: ThresholdMode
  /// Epochs after a reduction that do not count; at least 0.
  public let cooldown: Int
  /// The least that is left, from 0 to 1.
  public let minimum: Double

  /// A watch.
  public init(
    _ monitor: Monitor = .validationLoss, factor: Double = 0.1, patience: Int = 10,
    threshold: Double = 1e-4, thresholdMode: ThresholdMode = .relative, cooldown: Int = 0,
    minimum: Double = 0
  ) {
    self.monitor = monitor
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.thresholdMode = thresholdMode
    self.cooldown = cooldown
    self.minimum = minimum
  }

  private enum CodingKeys: CodingKey {
    case monitor, factor, patience, threshold, thresholdMode, cooldown, minimum
  }

  /// Reads `monitor` (default `validationLoss`), `factor` (0.1), `patience` (10), `threshold`
  /// (1e-4), `thresholdMode` (`relative`), `cooldown` (0) and `minimum` (0).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    monitor = try container.decodeIfPresent(Monitor.self, forKey: .monitor) ?? .validationLoss
    factor = try container.decodeIfPresent(Double.self, forKey: .factor) ?? 0.1
    patience = try container.decodeIfPresent(Int.self, forKey: .patience) ?? 10
    threshold = try container.decodeIfPresent(Double.self, forKey: .threshold) ?? 1e-4
    thresholdMode =
      try container.decodeIfPresent(ThresholdMode.self, forKey: .thresholdMode) ?? .relative
    cooldown = try container.decodeIfPresent(Int.self, forKey: .cooldown) ?? 0
    minimum = try container.decodeIfPresent(Double.self, forKey: .minimum) ?? 0
    try check()
  }

  /// Refuses a factor outside 0..<1, counts and a threshold below 0, and a minimum outside 0...1.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "factor", factor).requireBelowOne()
    for (name, count) in [("patience", patience), ("cooldown", cooldown)] where count < 0 {
      throw PluginError.invalid(
        kind: Self.kind, parameter: name, expected: "a number of epochs of at least 0",
        got: "\(count)")
    }
    try Hyperparameter(Self.kind, "threshold", threshold).requireNotNegative()
    try Hyperparameter(Self.kind, "minimum", minimum).requireShare()
  }

  /// No.
  public var changesWithinEpochs: Bool { false }

  /// What is left after all reductions.
  /// - Complexity: O(epochs).
  public func factor(at time: TrainingTime) -> Double {
    var left = 1.0
    var best: Double?
    var (worse, cooling) = (0, 0)
    for record in time.history {
      guard let value = monitor.value(in: record), value.isFinite else { continue }
      if isBetter(value, than: best) {
        best = value
        worse = 0
      } else {
        worse += 1
      }
      if cooling > 0 {
        cooling -= 1
        worse = 0
      }
      if worse > patience {
        left = max(left * factor, minimum)
        cooling = cooldown
        worse = 0
      }
    }
    return left
  }

  private func isBetter(_ value: Double, than best: Double?) -> Bool {
    guard let best else { return true }
    let difference = thresholdMode == .relative ? threshold * best.magnitude : threshold
    return monitor.isBetter(value, than: best, by: difference)
  }
}

extension Schedule where Self == ReduceLROnPlateau {
  /// Multiplied by a factor whenever a number has not become better for more than `patience`
  /// epochs.
  public static func reduceLROnPlateau(
    _ monitor: Monitor = .validationLoss, factor: Double = 0.1, patience: Int = 10,
    threshold: Double = 1e-4, thresholdMode: ReduceLROnPlateau.ThresholdMode = .relative,
    cooldown: Int = 0, minimum: Double = 0
  ) -> ReduceLROnPlateau {
    ReduceLROnPlateau(
      monitor, factor: factor, patience: patience, threshold: threshold,
      thresholdMode: thresholdMode, cooldown: cooldown, minimum: minimum)
  }
}
