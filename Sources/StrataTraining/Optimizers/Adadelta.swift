public import StrataPlugin
public import StrataTensor

/// Steps measured by the steps before, in the units of the weights.
///
/// v ← ρ·v + (1 − ρ)·g², d = √(u + ε)/√(v + ε) · g, u ← ρ·u + (1 − ρ)·d², w ← w − learningRate · d
/// (M. Zeiler, "Adadelta: an adaptive learning rate method", 2012).
///
/// A v or u that has faded below the smallest normal number becomes 0.
public struct Adadelta: ElementwiseOptimizer {
  /// `adadelta`.
  public static let kind = "adadelta"
  /// What a list of plugins says of it.
  public static let summary = "Steps measured by the steps before"

  /// How far a step goes.
  public var learningRate: Double
  /// ρ, how long the mean squares remember, from 0 up to below 1.
  public let rho: Double
  /// Gives the first steps their size; over 0.
  public let epsilon: Double

  /// Adadelta.
  public init(
    learningRate: Double = 1, rho: Double = 0.9, epsilon: Double = 1e-6
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.epsilon = epsilon
  }

  private enum CodingKeys: CodingKey {
    case learningRate, rho, epsilon
  }

  /// Reads `learningRate` (default 1), `rho` (0.9) and `epsilon` (1e-6).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 1
    rho = try container.decodeIfPresent(Double.self, forKey: .rho) ?? 0.9
    epsilon = try container.decodeIfPresent(Double.self, forKey: .epsilon) ?? 1e-6
    try check()
  }

  /// Refuses a ρ outside 0..<1 and an ε that is not over 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "rho", rho).requireBelowOne()
    try Hyperparameter(Self.kind, "epsilon", epsilon).requirePositive()
  }

  /// The running mean squares of the gradients and of the steps.
  public var slots: [String] { ["square", "stepSquare"] }

  /// One step for one parameter.
  public func update<T: Real>(_ update: ParameterUpdate<T>) {
    update.forEach(
      Step(
        rho: T(rho), rest: T(1 - rho), epsilon: T(epsilon), learningRate: T(update.learningRate)))
  }

  private struct Step<Number: Real>: ElementUpdate {
    let rho, rest, epsilon, learningRate: Number

    func callAsFunction(
      _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>
    ) {
      memory.first = (rho * memory.first + rest * (gradient * gradient)).orZero
      let ratio = (memory.second + epsilon).squareRoot() / (memory.first + epsilon).squareRoot()
      let step = ratio * gradient
      memory.second = (rho * memory.second + rest * (step * step)).orZero
      weight -= learningRate * step
    }
  }
}

extension Optimizer where Self == Adadelta {
  /// Steps measured by the steps before.
  public static func adadelta(
    learningRate: Double = 1, rho: Double = 0.9, epsilon: Double = 1e-6
  ) -> Adadelta {
    Adadelta(
      learningRate: learningRate, rho: rho, epsilon: epsilon)
  }
}
