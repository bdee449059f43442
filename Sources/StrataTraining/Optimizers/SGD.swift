public import StrataPlugin
public import StrataTensor

/// Stochastic gradient descent: w ← w − learningRate · g.
///
/// With momentum μ, v ← μ·v + g and w ← w − learningRate · v; in Nesterov's form
/// w ← w − learningRate · (μ·v + g) (I. Sutskever et al., "On the importance of initialization and
/// momentum in deep learning", ICML 2013, as PyTorch computes it).
public struct SGD: ElementwiseOptimizer {
  /// `sgd`.
  public static let kind = "sgd"

  /// How far a step goes.
  public var learningRate: Double
  /// μ, from 0 up to below 1.
  public let momentum: Double
  /// Whether the gradient looks ahead.
  public let nesterov: Bool

  /// Gradient descent.
  public init(learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
  }

  private enum CodingKeys: CodingKey { case learningRate, momentum, nesterov }

  /// Reads `learningRate` (default 0.01), `momentum` (0) and `nesterov` (false).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 0.01
    momentum = try container.decodeIfPresent(Double.self, forKey: .momentum) ?? 0
    nesterov = try container.decodeIfPresent(Bool.self, forKey: .nesterov) ?? false
    try check()
  }

  /// Refuses a momentum outside 0..<1.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard momentum >= 0, momentum < 1 else {
      throw PluginError.invalid(
        kind: Self.kind, parameter: "momentum", expected: "at least 0 and below 1",
        got: "\(momentum)")
    }
  }

  /// `velocity`, where there is momentum.
  public var slots: [String] { momentum == 0 ? [] : ["velocity"] }
  /// Yes.
  public var isRecordable: Bool { true }

  /// One step for one parameter.
  public func update<T: Real>(_ update: ParameterUpdate<T>) {
    if momentum == 0 {
      update.arithmetic.gradientStep(
        update.parameter, gradient: update.gradient, learningRate: T(update.learningRate))
    } else {
      update.arithmetic.momentumStep(
        update.parameter, gradient: update.gradient, velocity: update.slot(0),
        learningRate: T(update.learningRate), momentum: T(momentum), nesterov: nesterov)
    }
  }
}

extension Optimizer where Self == SGD {
  /// Stochastic gradient descent.
  public static func sgd(
    learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false
  ) -> SGD { SGD(learningRate: learningRate, momentum: momentum, nesterov: nesterov) }
}
