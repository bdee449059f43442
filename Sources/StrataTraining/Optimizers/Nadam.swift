public import StrataPlugin
public import StrataTensor

/// Adam with Nesterov's look ahead.
///
/// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g²,
/// w ← w − learningRate · (g·(1 − μₜ)/(1 − Πₜ) + m·μₜ₊₁/(1 − Πₜ₊₁)) / (√(v/(1 − β₂ᵗ)) + ε)
/// with μₜ = β₁·(1 − 0.96^(t·momentumDecay)/2) and Πₜ = μ₁·…·μₜ
/// (T. Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016, as PyTorch computes
/// it). Weight decay is decoupled, as in ``AdamW``.
///
/// An m or v that has faded below the smallest normal number becomes 0.
public struct Nadam: ElementwiseOptimizer {
  /// `nadam`.
  public static let kind = "nadam"
  /// What a list of plugins says of it.
  public static let summary = "Adam with Nesterov's look ahead"

  /// How far a step goes.
  public var learningRate: Double
  /// How long the mean remembers, from 0 up to below 1.
  public let beta1: Double
  /// How long the mean square remembers, from 0 up to below 1.
  public let beta2: Double
  /// Keeps the quotient finite; over 0.
  public let epsilon: Double
  /// How fast μ comes near β₁; at least 0.
  public let momentumDecay: Double
  /// The share of each weight, times the learning rate, that a step takes away; at least 0.
  public let weightDecay: Double

  /// Nadam.
  public init(
    learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    momentumDecay: Double = 4e-3, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.momentumDecay = momentumDecay
    self.weightDecay = weightDecay
  }

  private enum CodingKeys: CodingKey {
    case learningRate, beta1, beta2, epsilon, momentumDecay, weightDecay
  }

  /// Reads `learningRate` (default 2e-3), `beta1` (0.9), `beta2` (0.999), `epsilon` (1e-8),
  /// `momentumDecay` (4e-3) and `weightDecay` (0).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 2e-3
    beta1 = try container.decodeIfPresent(Double.self, forKey: .beta1) ?? 0.9
    beta2 = try container.decodeIfPresent(Double.self, forKey: .beta2) ?? 0.999
    epsilon = try container.decodeIfPresent(Double.self, forKey: .epsilon) ?? 1e-8
    momentumDecay = try container.decodeIfPresent(Double.self, forKey: .momentumDecay) ?? 4e-3
    weightDecay = try container.decodeIfPresent(Double.self, forKey: .weightDecay) ?? 0
    try check()
  }

  /// Refuses β outside 0..<1, an ε that is not over 0, and decays below 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "beta1", beta1).requireBelowOne()
    try Hyperparameter(Self.kind, "beta2", beta2).requireBelowOne()
    try Hyperparameter(Self.kind, "epsilon", epsilon).requirePositive()
    try Hyperparameter(Self.kind, "momentumDecay", momentumDecay).requireNotNegative()
    try Hyperparameter(Self.kind, "weightDecay", weightDecay).requireNotNegative()
  }

  /// The running mean and mean square of the gradients.
  public var slots: [String] { ["mean", "variance"] }
  /// Π, the product of all μ so far.
  public var numbers: [String] { ["momentumProduct"] }

  private func momentum(_ step: Int) -> Double {
    beta1 * (1 - PortableFunctions.power(0.96, Double(step) * momentumDecay) / 2)
  }

  /// Multiplies the product by this step's μ.
  public func beginStep(_ step: Int, _ numbers: inout [Double]) {
    numbers[0] = ((step == 1 ? 1 : numbers[0]) * momentum(step)).orZero
  }

  /// One step for one parameter, after its decay.
  public func update<T: Real>(_ update: ParameterUpdate<T>) {
    let product = update.number(0)
    let (now, next) = (momentum(update.step), momentum(update.step + 1))
    update.forEach(
      Step(
        beta1: T(beta1), rest1: T(1 - beta1), beta2: T(beta2), rest2: T(1 - beta2),
        gradientStep: T(update.learningRate * (1 - now) / (1 - product)),
        meanStep: T(update.learningRate * next / (1 - product * next)),
        correction: T(1 / (1 - update.power(beta2)).squareRoot()), epsilon: T(epsilon)))
  }

  private struct Step<Number: Real>: ElementUpdate {
    let beta1, rest1, beta2, rest2, gradientStep, meanStep, correction, epsilon: Number

    func callAsFunction(
      _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>
    ) {
      memory.first = (beta1 * memory.first + rest1 * gradient).orZero
      memory.second = (beta2 * memory.second + rest2 * (gradient * gradient)).orZero
      let size = memory.second.squareRoot() * correction + epsilon
      weight -= (gradientStep * gradient + meanStep * memory.first) / size
    }
  }
}

extension Optimizer where Self == Nadam {
  /// Adam with Nesterov's look ahead.
  public static func nadam(
    learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    momentumDecay: Double = 4e-3, weightDecay: Double = 0
  ) -> Nadam {
    Nadam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      momentumDecay: momentumDecay, weightDecay: weightDecay)
  }
}
