public import StrataPlugin
public import StrataTensor

/// Adam that never forgets how large gradients were: it measures steps by the largest mean square
/// so far.
///
/// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², u ← max(u, v),
/// w ← w − learningRate · m/(1 − β₁ᵗ) / (√(u/(1 − β₂ᵗ)) + ε)
/// (S. Reddi, S. Kale and S. Kumar, "On the convergence of Adam and beyond", ICLR 2018, with Adam's
/// corrections, as PyTorch computes it). Weight decay is decoupled, as in ``AdamW``.
///
/// An m or v that has faded below the smallest normal number becomes 0.
public struct AMSGrad: ElementwiseOptimizer {
  /// `amsgrad`.
  public static let kind = "amsgrad"
  /// What a list of plugins says of it.
  public static let summary = "Adam that never forgets how large gradients were"

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

  /// AMSGrad.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0
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
  /// `weightDecay` (0).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 1e-3
    beta1 = try container.decodeIfPresent(Double.self, forKey: .beta1) ?? 0.9
    beta2 = try container.decodeIfPresent(Double.self, forKey: .beta2) ?? 0.999
    epsilon = try container.decodeIfPresent(Double.self, forKey: .epsilon) ?? 1e-8
    weightDecay = try container.decodeIfPresent(Double.self, forKey: .weightDecay) ?? 0
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

  /// The running mean and mean square of the gradients, and the largest mean square so far.
  public var slots: [String] { ["mean", "variance", "largest"] }

  /// One step for one parameter, after its decay.
  public func update<T: Real>(_ update: ParameterUpdate<T>) {
    update.forEach(
      Step(
        beta1: T(beta1), rest1: T(1 - beta1), beta2: T(beta2), rest2: T(1 - beta2),
        stepSize: T(update.learningRate / (1 - update.power(beta1))),
        correction: T(1 / (1 - update.power(beta2)).squareRoot()), epsilon: T(epsilon)))
  }

  private struct Step<Number: Real>: ElementUpdate {
    let beta1, rest1, beta2, rest2, stepSize, correction, epsilon: Number

    func callAsFunction(
      _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>
    ) {
      memory.first = (beta1 * memory.first + rest1 * gradient).orZero
      memory.second = (beta2 * memory.second + rest2 * (gradient * gradient)).orZero
      memory.third = max(memory.third, memory.second)
      let size = memory.third.squareRoot() * correction + epsilon
      weight -= stepSize * memory.first / size
    }
  }
}

extension Optimizer where Self == AMSGrad {
  /// Adam measured by the largest mean square.
  public static func amsgrad(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0
  ) -> AMSGrad {
    AMSGrad(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay)
  }
}
