public import StrataPlugin

/// The same factor at all times.
public struct ConstantRate: Schedule {
  /// `constant`.
  public static let kind = "constant"
  /// What a list of plugins says of it.
  public static let summary = "The same at all times"

  /// What the learning rate is multiplied by; at least 0.
  public let factor: Double

  /// The same factor at all times.
  public init(factor: Double = 1) { self.factor = factor }

  private enum CodingKeys: CodingKey { case factor }

  /// Reads `factor` (default 1).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    factor = try container.decodeIfPresent(Double.self, forKey: .factor) ?? 1
    try check()
  }

  /// Refuses a factor below 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "factor", factor).requireNotNegative()
  }

  /// No.
  public var changesWithinEpochs: Bool { false }

  /// The factor.
  public func factor(at time: TrainingTime) -> Double { factor }
}

extension Schedule where Self == ConstantRate {
  /// The same factor at all times.
  public static func constant(factor: Double = 1) -> ConstantRate { ConstantRate(factor: factor) }
}
