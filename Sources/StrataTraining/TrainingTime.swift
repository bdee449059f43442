public import StrataModel

/// When a step is taken, as schedules see it.
public struct TrainingTime: Sendable {
  /// Steps done before it.
  public let step: Int
  /// Steps of an epoch, over 0.
  public let stepsPerEpoch: Int
  /// Epochs done before the step, with the part of the one under way.
  public let epoch: Double
  /// What each epoch before gave.
  public let history: ArraySlice<EpochRecord>

  /// A time.
  /// - Parameters:
  ///   - step: Steps done before it.
  ///   - stepsPerEpoch: Steps of an epoch, over 0.
  ///   - epoch: Epochs done before it; nil where all epochs had as many steps.
  ///   - history: What each epoch before gave.
  public init(
    step: Int, stepsPerEpoch: Int, epoch: Double? = nil, history: [EpochRecord] = []
  ) {
    self.init(step, stepsPerEpoch, epoch ?? Double(step) / Double(stepsPerEpoch), history[...])
  }

  private init(
    _ step: Int, _ stepsPerEpoch: Int, _ epoch: Double, _ history: ArraySlice<EpochRecord>
  ) {
    self.step = step
    self.stepsPerEpoch = stepsPerEpoch
    self.epoch = epoch
    self.history = history
  }

  /// The time as something sees it that begins after a number of epochs, at least 0: epochs that
  /// began earlier are none of its own.
  public func after(epochs: Double) -> TrainingTime {
    let isBefore = epochs >= epoch
    let steps = isBefore ? step : min(step, Int((epochs * Double(stepsPerEpoch)).rounded(.up)))
    let records = epochs >= Double(history.count) ? history.count : Int(epochs.rounded(.up))
    return TrainingTime(
      step - steps, stepsPerEpoch, isBefore ? 0 : epoch - epochs, history.dropFirst(records))
  }
}
