public import StrataPlugin
public import StrataTensor

/// Adam: steps along the gradients' running mean, measured by the root of their running mean
/// square.
///
/// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g²,
/// w ← w − learningRate · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
/// (D. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015).
///
/// An m or v that has faded below the smallest normal number becomes 0.
public struct Adam: ElementwiseOptimizer {
  /// `adam`.
  public static let kind = "adam"
  /// What a list of plugins says of it.
  public static let summary = "Running mean of the gradients, measured by their running mean square"

  /// How far a step goes.
  public var learningRate: Double
  /// How long the mean remembers, from 0 up to below 1.
  public let beta1: Double
  /// How long the mean square remembers, from 0 up to below 1.
  public let beta2: Double
  /// Keeps the quotient finite; over 0.
  public let epsilon: Double

  /// Adam.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  private enum CodingKeys: CodingKey { case learningRate, beta1, beta2, epsilon }

  /// Reads `learningRate` (default 0.001), `beta1` (0.9), `beta2` (0.999) and `epsilon` (1e-8).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 1e-3
    beta1 = try container.decodeIfPresent(Double.self, forKey: .beta1) ?? 0.9
    beta2 = try container.decodeIfPresent(Double.self, forKey: .beta2) ?? 0.999
    epsilon = try container.decodeIfPresent(Double.self, forKey: .epsilon) ?? 1e-8
    try check()
  }

  /// Refuses β outside 0..<1 and an ε that is not over 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "beta1", beta1).requireBelowOne()
    try Hyperparameter(Self.kind, "beta2", beta2).requireBelowOne()
    try Hyperparameter(Self.kind, "epsilon", epsilon).requirePositive()
  }

  /// The running mean and mean square of the gradients.
  public var slots: [String] { ["mean", "variance"] }
  /// Yes.
  public var isRecordable: Bool { true }

  /// One step for one parameter.
  public func update<T: Real>(_ update: ParameterUpdate<T>) {
    update.adamStep(beta1: beta1, beta2: beta2, epsilon: epsilon)
  }
}

extension Optimizer where Self == Adam {
  /// Adam.
  public static func adam(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) -> Adam { Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon) }
}
