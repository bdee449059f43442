/// A number of an epoch's record that is watched, and which way is better.
public struct Monitor: Hashable, Sendable {
  /// Which way is better.
  public enum Direction: String, Codable, Hashable, Sendable {
    /// As for losses and errors.
    case lower
    /// As for shares of right answers.
    case higher
  }

  /// `loss` or a metric's name, or `validation` and one of those: `validationLoss`,
  /// `validationAccuracy`.
  public var name: String
  /// Which way is better.
  public var better: Direction

  /// A number that is watched.
  public init(_ name: String, better: Direction = .lower) {
    self.name = name
    self.better = better
  }

  /// The loss over the validation data.
  public static let validationLoss = Monitor("validationLoss")
  /// The loss over the training data.
  public static let loss = Monitor("loss")

  /// Its value after an epoch; nil if the epoch has no such number.
  public func value(in record: EpochRecord) -> Double? {
    // As `values` names them, without making a list of them: schedules ask for every epoch.
    if name == "loss" { return record.loss }
    if let measure = record.metrics.first(where: { $0.name == name }) { return measure.value }
    let prefix = "validation"
    guard name.hasPrefix(prefix) else { return nil }
    if name == "validationLoss" { return record.validationLoss }
    let rest = name.dropFirst(prefix.count)
    return record.validationMetrics.first {
      $0.name.dropFirst() == rest.dropFirst()
        && $0.name.prefix(1).uppercased() == rest.prefix(1)
    }?.value
  }

  /// Whether a value is better than another by more than a difference. No number is better than a NaN.
  public func isBetter(_ value: Double, than other: Double, by difference: Double = 0) -> Bool {
    switch better {
    case .lower: value < other - difference
    case .higher: value > other + difference
    }
  }
}

extension Monitor: Codable {
  private enum Keys: CodingKey { case name, better }

  /// Reads `"validationLoss"`, or `{"name": "accuracy", "better": "higher"}`.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      self.init(name)
      return
    }
    let container = try decoder.container(keyedBy: Keys.self)
    self.init(
      try container.decode(String.self, forKey: .name),
      better: try container.decodeIfPresent(Direction.self, forKey: .better) ?? .lower)
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    guard better != .lower else {
      var container = encoder.singleValueContainer()
      return try container.encode(name)
    }
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    try container.encode(better, forKey: .better)
  }
}
