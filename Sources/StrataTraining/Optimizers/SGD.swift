public import StrataPlugin
public import StrataTensor

/// Stochastic gradient descent: w ← w − learningRate · g.
///
/// With momentum μ, v ← μ·v + g and w ← w − learningRate · v; in Nesterov's form
/// w ← w − learningRate · (μ·v + g) (I. Sutskever et al., "On the importance of initialization and
/// momentum in deep learning", ICML 2013, as PyTorch computes it).
///
/// Its weight decay is decoupled from the gradient. Without momentum that is the L2 penalty which
/// PyTorch adds to the gradient; with momentum it is another one (SGDW in I. Loshchilov and F.
/// Hutter, "Decoupled weight decay regularization", ICLR 2019).
public struct SGD: ElementwiseOptimizer {
  /// `sgd`.
  public static let kind = "sgd"
  /// What a list of plugins says of it.
  public static let summary = "Stochastic gradient descent, with momentum if asked for"

  /// How far a step goes.
  public var learningRate: Double
  /// μ, from 0 up to below 1.
  public let momentum: Double
  /// Whether the gradient looks ahead.
  public let nesterov: Bool
  /// The share of each weight, times the learning rate, that a step takes away; at least 0.
  public let weightDecay: Double

  /// Gradient descent.
  public init(
    learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }

  private enum CodingKeys: CodingKey { case learningRate, momentum, nesterov, weightDecay }

  /// Reads `learningRate` (default 0.01), `momentum` (0), `nesterov` (false) and `weightDecay` (0).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 0.01
    momentum = try container.decodeIfPresent(Double.self, forKey: .momentum) ?? 0
    nesterov = try container.decodeIfPresent(Bool.self, forKey: .nesterov) ?? false
    weightDecay = try container.decodeIfPresent(Double.self, forKey: .weightDecay) ?? 0
    try check()
  }

  /// Refuses a momentum outside 0..<1 and a weight decay below 0.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "momentum", momentum).requireBelowOne()
    try Hyperparameter(Self.kind, "weightDecay", weightDecay).requireNotNegative()
  }

  /// `velocity`, where there is momentum.
  public var slots: [String] { momentum == 0 ? [] : ["velocity"] }
  /// Yes.
  public var isRecordable: Bool { true }

  /// Encodes what `init(from:)` reads; no weight decay is left out.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(learningRate, forKey: .learningRate)
    try container.encode(momentum, forKey: .momentum)
    try container.encode(nesterov, forKey: .nesterov)
    if weightDecay != 0 { try container.encode(weightDecay, forKey: .weightDecay) }
  }

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
    learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double = 0
  ) -> SGD {
    SGD(
      learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay)
  }
}
