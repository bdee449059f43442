public import StrataPlugin
public import StrataTensor

/// Adam measured by the largest gradients in place of the mean square.
///
/// m ← β₁·m + (1 − β₁)·g, u ← max(β₂·u, |g| + ε), w ← w − learningRate/(1 − β₁ᵗ) · m/u
/// (D. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, section 7.1).
///
/// An m that has faded below the smallest normal number becomes 0.
public struct Adamax: ElementwiseOptimizer {
  /// `adamax`.
  public static let kind = "adamax"
  /// What a list of plugins says of it.
  public static let summary = "Adam measured by the largest gradients"

  /// How far a step goes.
  public var learningRate: Double
  /// How long the mean remembers, from 0 up to below 1.
  public let beta1: Double
  /// How long the largest gradient is remembered, from 0 up to below 1.
  public let beta2: Double
  /// Keeps the quotient finite; over 0.
  public let epsilon: Double

  /// Adamax.
  public init(
    learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  private enum CodingKeys: CodingKey {
    case learningRate, beta1, beta2, epsilon
  }

  /// Reads `learningRate` (default 2e-3), `beta1` (0.9), `beta2` (0.999) and `epsilon` (1e-8).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 2e-3
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

  /// The running mean of the gradients, and the largest of them, fading.
  public var slots: [String] { ["mean", "largest"] }

  /// One step for one parameter.
  public func update<T: Real>(_ update: ParameterUpdate<T>) {
    update.forEach(
      Step(
        beta1: T(beta1), rest1: T(1 - beta1), beta2: T(beta2), epsilon: T(epsilon),
        stepSize: T(update.learningRate / (1 - update.power(beta1)))))
  }

  private struct Step<Number: Real>: ElementUpdate {
    let beta1, rest1, beta2, epsilon, stepSize: Number

    func callAsFunction(
      _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>
    ) {
      memory.first = (beta1 * memory.first + rest1 * gradient).orZero
      memory.second = max(beta2 * memory.second, gradient.magnitude + epsilon)
      weight -= stepSize * memory.first / memory.second
    }
  }
}

extension Optimizer where Self == Adamax {
  /// Adam by the largest gradients.
  public static func adamax(
    learningRate: Double = 2e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) -> Adamax {
    Adamax(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
  }
}
