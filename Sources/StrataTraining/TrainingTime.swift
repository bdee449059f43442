public import StrataModel

/// When a step is taken, as schedules see it.
public struct TrainingTime: Sendable {
  /// Steps done before it.
  public let step: Int
  /// Steps of an epoch, over 0.
  public let stepsPerEpoch: Int
  /// What each epoch before gave.
  public let history: [EpochRecord]

  /// A time.
  public init(step: Int, stepsPerEpoch: Int, history: [EpochRecord] = []) {
    self.step = step
    self.stepsPerEpoch = stepsPerEpoch
    self.history = history
  }

  /// Epochs done before the step, with the part of the one under way.
  public var epoch: Double { Double(step) / Double(stepsPerEpoch) }
}
