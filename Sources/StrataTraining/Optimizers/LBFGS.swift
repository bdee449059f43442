public import StrataPlugin
public import StrataTensor

/// L-BFGS: steps along −H·g, where H is made of how gradients changed over the last steps, with a
/// line search for the strong Wolfe conditions (D. Liu and J. Nocedal, "On the limited memory BFGS
/// method for large scale optimization", Math. Programming 45, 1989; J. Nocedal and S. Wright,
/// "Numerical Optimization", 2nd ed., 2006, algorithms 7.4, 3.5 and 3.6).
///
/// A step sees all the data, several times: an epoch is one step. Small networks on small tables
/// get far lower by it than by steps from batches. A step never makes the loss larger, but for the
/// rounding of the loss itself; where no smaller one is found, not even straight downhill, the
/// weights stay.
///
/// Sums over all weights are taken in Double, in an order that does not depend on threads.
public struct LBFGS: FullBatchOptimizer {
  /// `lbfgs`.
  public static let kind = "lbfgs"
  /// What a list of plugins says of it.
  public static let summary = "Quasi-Newton steps over all the data, with a line search"

  /// The step along −H·g that is tried first; 1 is best. As long as nothing is remembered, the step
  /// along −g, or along its direction if it is longer than 1.
  public var learningRate: Double
  /// How many steps are remembered, from 1 to 1000. Each takes twice the memory of the weights.
  public let history: Int

  /// L-BFGS.
  public init(learningRate: Double = 1, history: Int = 10) {
    self.learningRate = learningRate
    self.history = history
  }

  private enum CodingKeys: CodingKey { case learningRate, history }

  /// Reads `learningRate` (default 1) and `history` (10).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 1
    history = try container.decodeIfPresent(Int.self, forKey: .history) ?? 10
    try check()
  }

  /// Refuses a history outside 1...1000.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard (1...1000).contains(history) else {
      throw .invalid(
        kind: Self.kind, parameter: "history", expected: "a number of steps from 1 to 1000",
        got: "\(history)")
    }
  }

  /// For each step that is remembered, how far the weights went, `s0`…, and how their gradient
  /// changed, `y0`….
  public var slots: [String] {
    (0..<history).map { "s\($0)" } + (0..<history).map { "y\($0)" }
  }

  /// How many steps are remembered, the place of the last one, H's scale, the loss where the
  /// weights came to rest, whether they have, and 1 / s·y of each step.
  public var numbers: [String] {
    ["count", "newest", "scale", "loss", "isAtRest"] + (0..<history).map { "rho\($0)" }
  }

  /// One step.
  /// - Throws: What evaluating the loss throws; the weights are then as they were.
  public func step<T: Real>(_ problem: FullBatchProblem<T>) throws(TrainingError) {
    var step = LBFGSStep(problem, history: history)
    try step.run()
  }
}

extension Optimizer where Self == LBFGS {
  /// L-BFGS, for small data.
  public static func lbfgs(learningRate: Double = 1, history: Int = 10) -> LBFGS {
    LBFGS(learningRate: learningRate, history: history)
  }
}
