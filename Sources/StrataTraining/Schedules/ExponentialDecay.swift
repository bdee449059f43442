public import StrataPlugin
import StrataTensor

/// gamma^epoch: a part of it goes at each step, all in all the same in each epoch.
///
/// PyTorch's `ExponentialLR`.
public struct ExponentialDecay: Schedule {
  /// `exponential`.
  public static let kind = "exponential"
  /// What a list of plugins says of it.
  public static let summary = "Down by the same factor in each epoch"

  /// What is left after an epoch of what was before it, over 0 and at most 1.
  public let gamma: Double

  /// gamma^epoch.
  public init(gamma: Double = 0.95) { self.gamma = gamma }

  private enum CodingKeys: CodingKey { case gamma }

  /// Reads `gamma` (default 0.95).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    gamma = try container.decodeIfPresent(Double.self, forKey: .gamma) ?? 0.95
    try check()
  }

  /// Refuses a gamma that is not over 0 and at most 1.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "gamma", gamma).requireFactor()
  }

  /// gamma^epoch.
  public func factor(at time: TrainingTime) -> Double {
    PortableFunctions.power(gamma, time.epoch)
  }
}

extension Schedule where Self == ExponentialDecay {
  /// gamma^epoch.
  public static func exponential(gamma: Double = 0.95) -> ExponentialDecay {
    ExponentialDecay(gamma: gamma)
  }
}
