public import StrataModel

/// Watches a training, and may stop it.
///
/// A callback is called on the thread that trains, between two steps, so that it finds the trainer
/// whole: its model and its state can be read and written to a file. Several are called in the order
/// in which they were given. One that throws ends the training with its error; nothing is lost of what
/// was trained.
public protocol Callback: AnyObject {
  /// Before the first step.
  func fitBegan(_ trainer: Trainer) throws(TrainingError)
  /// After each step: weights are new, the epoch may have more steps.
  func stepEnded(_ progress: TrainingProgress, _ trainer: Trainer) throws(TrainingError)
  /// After each epoch and its validation.
  func epochEnded(
    _ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer
  ) throws(TrainingError)
  /// A loss was not finite; the weights are those before its step.
  /// - Returns: Whether the training ends quietly. If no callback says so, it ends with
  ///   ``TrainingError/diverged(epoch:step:loss:)``.
  func endsQuietly(_ trainer: Trainer) -> Bool
}

extension Callback {
  /// Nothing.
  public func fitBegan(_ trainer: Trainer) throws(TrainingError) {}
  /// Nothing.
  public func stepEnded(_ progress: TrainingProgress, _ trainer: Trainer) throws(TrainingError) {}
  /// Nothing.
  public func epochEnded(
    _ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer
  ) throws(TrainingError) {}
  /// No.
  public func endsQuietly(_ trainer: Trainer) -> Bool { false }
}
