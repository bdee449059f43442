public import StrataPlugin
public import StrataTensor

/// Gradients measured by the root of the sum of all their squares.
///
/// s ← s + g², w ← w − learningRate · g/(√(s + initialAccumulator) + ε)
/// (J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
/// stochastic optimization", JMLR 12, 2011).
public struct Adagrad: ElementwiseOptimizer {
  /// `adagrad`.
  public static let kind = "adagrad"
  /// What a list of plugins says of it.
  public static let summary = "Gradients measured by the sum of all their squares"

  /// How far a step goes.
  public var learningRate: Double
  /// Keeps the quotient finite; over 0.
  public let epsilon: Double
  /// What the sum begins with; at least 0.
  public let initialAccumulator: Double

  /// Adagrad.
  public init(
    learningRate: Double = 0.01, epsilon: Double = 1e-10, initialAccumulator: Double = 0
  ) {
    self.learningRate = learningRate
    self.epsilon = epsilon
    self.initialAccumulator = initialAccumulator
  }

  private enum CodingKeys: CodingKey {
    case learningRate, epsilon, initialAccumulator
  }

  /// Reads `learningRate` (default 0.01), `epsilon` (1e-10) and `initialAccumulator` (0).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 0.01
    epsilon = try container.decodeIfPresent(Double.self, forKey: .epsilon) ?? 1e-10
    initialAccumulator =
      try container.decodeIfPresent(Double.self, forKey: .initialAccumulator) ?? 0
    try check()
  }

  /// Refuses an ε that is not over 0 and a sum that begins below 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "epsilon", epsilon).requirePositive()
    try Hyperparameter(Self.kind, "initialAccumulator", initialAccumulator).requireNotNegative()
  }

  /// The sum of the squares, without what it begins with.
  public var slots: [String] { ["squares"] }

  /// One step for one parameter.
  public func update<T: Real>(_ update: ParameterUpdate<T>) {
    update.forEach(
      Step(
        learningRate: T(update.learningRate), epsilon: T(epsilon), initial: T(initialAccumulator)))
  }

  private struct Step<Number: Real>: ElementUpdate {
    let learningRate, epsilon, initial: Number

    func callAsFunction(
      _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>
    ) {
      memory.first += gradient * gradient
      weight -= learningRate * gradient / ((memory.first + initial).squareRoot() + epsilon)
    }
  }
}

extension Optimizer where Self == Adagrad {
  /// Gradients measured by all their squares.
  public static func adagrad(
    learningRate: Double = 0.01, epsilon: Double = 1e-10, initialAccumulator: Double = 0
  ) -> Adagrad {
    Adagrad(
      learningRate: learningRate, epsilon: epsilon, initialAccumulator: initialAccumulator)
  }
}
