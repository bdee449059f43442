public import StrataPlugin
import StrataTensor

/// gamma to the power of the steps down so far: one after every so many epochs, or one at each of
/// given epochs.
///
/// PyTorch's `StepLR` and `MultiStepLR`.
public struct StepDecay: Schedule {
  /// `step`.
  public static let kind = "step"
  /// What a list of plugins says of it.
  public static let summary = "Down by a factor after every so many epochs"

  /// Epochs from one step down to the next, over 0; nil if `milestones` says where they are.
  public let every: Double?
  /// The epochs after which there is a step down: at least one, rising, over 0; nil if there is one
  /// after `every` so many.
  public let milestones: [Double]?
  /// What a step down multiplies with, over 0 and at most 1.
  public let gamma: Double

  /// A step down after every so many epochs.
  public init(every: Double, gamma: Double = 0.1) {
    self.every = every
    milestones = nil
    self.gamma = gamma
  }

  /// A step down after each of some epochs.
  public init(at milestones: [Double], gamma: Double = 0.1) {
    every = nil
    self.milestones = milestones
    self.gamma = gamma
  }

  private enum CodingKeys: String, CodingKey {
    case every, gamma
    case milestones = "at"
  }

  /// Reads `every` or `at`, of which there must be one, and `gamma` (default 0.1).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    every = try container.decodeIfPresent(Double.self, forKey: .every)
    milestones = try container.decodeIfPresent([Double].self, forKey: .milestones)
    gamma = try container.decodeIfPresent(Double.self, forKey: .gamma) ?? 0.1
    try check()
  }

  /// Refuses lengths that are not over 0, milestones that do not rise, and a gamma outside 0...1.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard (every == nil) != (milestones == nil) else {
      throw .invalid(
        kind: Self.kind, parameter: "every", expected: "either every or at",
        got: every == nil ? "none" : "both")
    }
    if let every { try Hyperparameter(Self.kind, "every", every).requirePositive() }
    if let milestones {
      let isRising = zip(milestones, milestones.dropFirst()).allSatisfy { $0 < $1 }
      guard let first = milestones.first, let last = milestones.last, isRising, first > 0,
        last.isFinite
      else {
        throw .invalid(
          kind: Self.kind, parameter: "at", expected: "epochs over 0, each after the one before",
          got: "\(milestones)")
      }
    }
    try Hyperparameter(Self.kind, "gamma", gamma).requireFactor()
  }

  /// gammaⁿ after n steps down.
  public func factor(at time: TrainingTime) -> Double {
    let steps =
      if let every {
        (time.epoch / every).rounded(.down)
      } else {
        Double((milestones ?? []).count { $0 <= time.epoch })
      }
    return PortableFunctions.power(gamma, steps)
  }
}

extension Schedule where Self == StepDecay {
  /// A step down after every so many epochs.
  public static func step(every: Double, gamma: Double = 0.1) -> StepDecay {
    StepDecay(every: every, gamma: gamma)
  }

  /// A step down after each of some epochs.
  public static func step(at milestones: [Double], gamma: Double = 0.1) -> StepDecay {
    StepDecay(at: milestones, gamma: gamma)
  }
}
