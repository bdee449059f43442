public import StrataPlugin
public import StrataTensor

/// Steps of one length in every weight: the sign of a running mean.
///
/// w ← w − learningRate · sign(β₁·m + (1 − β₁)·g), m ← β₂·m + (1 − β₂)·g
/// (X. Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023). Weight decay is
/// decoupled, as in ``AdamW``. The learning rate is about a tenth of Adam's. The sign of 0 is 0.
///
/// An m that has faded below the smallest normal number becomes 0.
public struct Lion: ElementwiseOptimizer {
  /// `lion`.
  public static let kind = "lion"
  /// What a list of plugins says of it.
  public static let summary = "The sign of a running mean: steps of one length"

  /// How far a step goes.
  public var learningRate: Double
  /// What the mean counts beside the gradient in a step, from 0 up to below 1.
  public let beta1: Double
  /// How long the mean remembers, from 0 up to below 1.
  public let beta2: Double
  /// The share of each weight, times the learning rate, that a step takes away; at least 0.
  public let weightDecay: Double

  /// Lion.
  public init(
    learningRate: Double = 1e-4, beta1: Double = 0.9, beta2: Double = 0.99, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.weightDecay = weightDecay
  }

  private enum CodingKeys: CodingKey {
    case learningRate, beta1, beta2, weightDecay
  }

  /// Reads `learningRate` (default 1e-4), `beta1` (0.9), `beta2` (0.99) and `weightDecay` (0).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 1e-4
    beta1 = try container.decodeIfPresent(Double.self, forKey: .beta1) ?? 0.9
    beta2 = try container.decodeIfPresent(Double.self, forKey: .beta2) ?? 0.99
    weightDecay = try container.decodeIfPresent(Double.self, forKey: .weightDecay) ?? 0
    try check()
  }

  /// Refuses β outside 0..<1 and a weight decay below 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "beta1", beta1).requireBelowOne()
    try Hyperparameter(Self.kind, "beta2", beta2).requireBelowOne()
    try Hyperparameter(Self.kind, "weightDecay", weightDecay).requireNotNegative()
  }

  /// The running mean of the gradients.
  public var slots: [String] { ["mean"] }

  /// One step for one parameter, after its decay.
  public func update<T: Real>(_ update: ParameterUpdate<T>) {
    update.forEach(
      Step(
        beta1: T(beta1), rest1: T(1 - beta1), beta2: T(beta2), rest2: T(1 - beta2),
        learningRate: T(update.learningRate)))
  }

  private struct Step<Number: Real>: ElementUpdate {
    let beta1, rest1, beta2, rest2, learningRate: Number

    func callAsFunction(
      _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>
    ) {
      let direction = beta1 * memory.first + rest1 * gradient
      memory.first = (beta2 * memory.first + rest2 * gradient).orZero
      // A NaN stays one: the next loss shows it.
      let step = direction > 0 ? learningRate : direction < 0 ? -learningRate : direction
      weight -= step
    }
  }
}

extension Optimizer where Self == Lion {
  /// Steps by the sign of a running mean.
  public static func lion(
    learningRate: Double = 1e-4, beta1: Double = 0.9, beta2: Double = 0.99, weightDecay: Double = 0
  ) -> Lion {
    Lion(
      learningRate: learningRate, beta1: beta1, beta2: beta2, weightDecay: weightDecay)
  }
}
