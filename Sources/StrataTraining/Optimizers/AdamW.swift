public import StrataPlugin
public import StrataTensor

/// Adam with weight decay that is decoupled from the gradient.
///
/// w ← w − learningRate · weightDecay · w, then a step of ``Adam`` (I. Loshchilov and F. Hutter,
/// "Decoupled weight decay regularization", ICLR 2019).
public struct AdamW: ElementwiseOptimizer {
  /// `adamW`.
  public static let kind = "adamW"
  /// What a list of plugins says of it.
  public static let summary = "Adam with weight decay apart from the gradient"

  /// How far a step goes.
  public var learningRate: Double
  /// How long the mean remembers, from 0 up to below 1.
  public let beta1: Double
  /// How long the mean square remembers, from 0 up to below 1.
  public let beta2: Double
  /// Keeps the quotient finite; over 0.
  public let epsilon: Double
  /// The share of each weight, times the learning rate, that a step takes away; at least 0.
  public let weightDecay: Double

  /// Adam with weight decay.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0.01
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  private enum CodingKeys: CodingKey {
    case learningRate, beta1, beta2, epsilon, weightDecay
  }

  /// Reads `learningRate` (default 1e-3), `beta1` (0.9), `beta2` (0.999), `epsilon` (1e-8) and
  /// `weightDecay` (0.01).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 1e-3
    beta1 = try container.decodeIfPresent(Double.self, forKey: .beta1) ?? 0.9
    beta2 = try container.decodeIfPresent(Double.self, forKey: .beta2) ?? 0.999
    epsilon = try container.decodeIfPresent(Double.self, forKey: .epsilon) ?? 1e-8
    weightDecay = try container.decodeIfPresent(Double.self, forKey: .weightDecay) ?? 0.01
    try check()
  }

  /// Refuses β outside 0..<1, an ε that is not over 0 and a weight decay below 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "beta1", beta1).requireBelowOne()
    try Hyperparameter(Self.kind, "beta2", beta2).requireBelowOne()
    try Hyperparameter(Self.kind, "epsilon", epsilon).requirePositive()
    try Hyperparameter(Self.kind, "weightDecay", weightDecay).requireNotNegative()
  }

  /// The running mean and mean square of the gradients.
  public var slots: [String] { ["mean", "variance"] }
  /// Yes.
  public var isRecordable: Bool { true }

  /// One step for one parameter, after its decay.
  public func update<T: Real>(_ update: ParameterUpdate<T>) {
    update.adamStep(beta1: beta1, beta2: beta2, epsilon: epsilon)
  }
}

extension Optimizer where Self == AdamW {
  /// Adam with decoupled weight decay.
  public static func adamW(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0.01
  ) -> AdamW {
    AdamW(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay)
  }
}
