public import StrataModel

/// Calls a function after each step, or after each epoch.
///
/// ```swift
/// try trainer.fit(data, epochs: 10, callbacks: [ClosureCallback { record, _ in print(record.loss) }])
/// ```
public final class ClosureCallback: Callback {
  private let step: (TrainingProgress, Trainer) throws(TrainingError) -> Void
  private let epoch: (EpochRecord, Trainer) throws(TrainingError) -> Void

  /// Functions to call.
  /// - Parameters:
  ///   - step: Called after each step.
  ///   - epoch: Called after each epoch.
  public init(
    step: @escaping (TrainingProgress, Trainer) throws(TrainingError) -> Void = { _, _ in },
    epoch: @escaping (EpochRecord, Trainer) throws(TrainingError) -> Void = { _, _ in }
  ) {
    self.step = step
    self.epoch = epoch
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
