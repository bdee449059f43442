public import StrataPlugin
public import StrataTensor

/// Gradients measured by the root of their running mean square.
///
/// v ← α·v + (1 − α)·g², w ← w − learningRate · g/(√v + ε)
/// (T. Tieleman and G. Hinton, "Lecture 6.5: RMSProp", Neural Networks for Machine Learning, 2012).
/// Centered, the measure is √(v − a²) with a ← α·a + (1 − α)·g, the gradients' deviation (A. Graves,
/// "Generating sequences with recurrent neural networks", 2013). With momentum μ,
/// b ← μ·b + g/(√v + ε), w ← w − learningRate · b.
///
/// A v, a or b that has faded below the smallest normal number becomes 0.
public struct RMSProp: ElementwiseOptimizer {
  /// `rmsProp`.
  public static let kind = "rmsProp"
  /// What a list of plugins says of it.
  public static let summary = "Gradients measured by their running mean square"

  /// How far a step goes.
  public var learningRate: Double
  /// α, how long the mean square remembers, from 0 up to below 1.
  public let alpha: Double
  /// Keeps the quotient finite; over 0.
  public let epsilon: Double
  /// μ, from 0 up to below 1.
  public let momentum: Double
  /// Whether the mean is taken off before gradients are measured.
  public let centered: Bool

  /// RMSProp.
  public init(
    learningRate: Double = 0.01, alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0,
    centered: Bool = false
  ) {
    self.learningRate = learningRate
    self.alpha = alpha
    self.epsilon = epsilon
    self.momentum = momentum
    self.centered = centered
  }

  private enum CodingKeys: CodingKey {
    case learningRate, alpha, epsilon, momentum, centered
  }

  /// Reads `learningRate` (default 0.01), `alpha` (0.99), `epsilon` (1e-8), `momentum` (0) and
  /// `centered` (false).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 0.01
    alpha = try container.decodeIfPresent(Double.self, forKey: .alpha) ?? 0.99
    epsilon = try container.decodeIfPresent(Double.self, forKey: .epsilon) ?? 1e-8
    momentum = try container.decodeIfPresent(Double.self, forKey: .momentum) ?? 0
    centered = try container.decodeIfPresent(Bool.self, forKey: .centered) ?? false
    try check()
  }

  /// Refuses an α or momentum outside 0..<1 and an ε that is not over 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "alpha", alpha).requireBelowOne()
    try Hyperparameter(Self.kind, "epsilon", epsilon).requirePositive()
    try Hyperparameter(Self.kind, "momentum", momentum).requireBelowOne()
  }

  /// `square`, then `mean` where it is centered and `velocity` where there is momentum.
  public var slots: [String] {
    ["square"] + (centered ? ["mean"] : []) + (momentum == 0 ? [] : ["velocity"])
  }

  /// One step for one parameter.
  public func update<T: Real>(_ update: ParameterUpdate<T>) {
    if centered {
      update.forEach(
        CenteredStep(
          alpha: T(alpha), rest: T(1 - alpha), epsilon: T(epsilon), momentum: T(momentum),
          learningRate: T(update.learningRate)))
    } else {
      update.forEach(
        Step(
          alpha: T(alpha), rest: T(1 - alpha), epsilon: T(epsilon), momentum: T(momentum),
          learningRate: T(update.learningRate)))
    }
  }

  // Without momentum the velocity is this step's alone, and goes nowhere.

  private struct Step<Number: Real>: ElementUpdate {
    let alpha, rest, epsilon, momentum, learningRate: Number

    func callAsFunction(
      _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>
    ) {
      memory.first = (alpha * memory.first + rest * (gradient * gradient)).orZero
      let direction = gradient / (memory.first.squareRoot() + epsilon)
      memory.second = (momentum * memory.second + direction).orZero
      weight -= learningRate * memory.second
    }
  }

  private struct CenteredStep<Number: Real>: ElementUpdate {
    let alpha, rest, epsilon, momentum, learningRate: Number

    func callAsFunction(
      _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>
    ) {
      memory.first = (alpha * memory.first + rest * (gradient * gradient)).orZero
      memory.second = (alpha * memory.second + rest * gradient).orZero
      // No less than 0, but for rounding.
      let variance = max(memory.first - memory.second * memory.second, 0)
      let direction = gradient / (variance.squareRoot() + epsilon)
      memory.third = (momentum * memory.third + direction).orZero
      weight -= learningRate * memory.third
    }
  }
}

extension Optimizer where Self == RMSProp {
  /// Gradients measured by their running mean square.
  public static func rmsProp(
    learningRate: Double = 0.01, alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0,
    centered: Bool = false
  ) -> RMSProp {
    RMSProp(
      learningRate: learningRate, alpha: alpha, epsilon: epsilon, momentum: momentum,
      centered: centered)
  }
}
