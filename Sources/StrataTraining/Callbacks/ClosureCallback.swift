public import StrataModel

/// Calls a function after each epoch, or after each step.
///
/// ```swift
/// try trainer.fit(data, epochs: 10, callbacks: [ClosureCallback { record, _ in print(record.loss) }])
/// ```
public final class ClosureCallback: Callback {
  private let step: (TrainingProgress, Trainer) throws(TrainingError) -> Void
  private let epoch: (EpochRecord, Trainer) throws(TrainingError) -> Void

  /// Functions to call.
  /// - Parameters:
  ///   - epoch: Called after each epoch.
  ///   - step: Called after each step.
  public init(
    epoch: @escaping (EpochRecord, Trainer) throws(TrainingError) -> Void = { _, _ in },
    step: @escaping (TrainingProgress, Trainer) throws(TrainingError) -> Void = { _, _ in }
  ) {
    self.epoch = epoch
    self.step = step
  }

  /// Calls the function for steps.
  public func stepEnded(_ progress: TrainingProgress, _ trainer: Trainer) throws(TrainingError) {
    try step(progress, trainer)
  }

  /// Calls the function for epochs.
  public func epochEnded(
    _ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer
  ) throws(TrainingError) {
    try epoch(record, trainer)
  }
}
