public import StrataModel

/// Ends a training that gets no better, and takes back the best weights (L. Prechelt, "Early stopping,
/// but when?", Neural Networks: Tricks of the Trade, 1998). They are taken back after the last epoch
/// too, whether or not it has waited long enough.
///
/// The best weights and their epoch are kept with the trainer's state: a training that is interrupted
/// and taken up again stops where it would have stopped.
public final class EarlyStopping: Callback {
  /// What is watched.
  public let monitor: Monitor
  /// How many epochs in a row may bring nothing better, over 0.
  public let patience: Int
  /// By how much more than this a value must be better to count.
  public let minimumChange: Double
  /// Whether the weights of the best epoch are kept, and taken back in the end.
  public let restoresBest: Bool

  /// Whether this training was ended by it.
  public private(set) var hasStopped = false
  /// The epoch whose weights it took back when this training came to its end.
  public private(set) var restoredEpoch: Int?

  /// A watch.
  public init(
    _ monitor: Monitor = .validationLoss, patience: Int, minimumChange: Double = 0,
    restoresBest: Bool = true
  ) {
    self.monitor = monitor
    self.patience = patience
    self.minimumChange = minimumChange
    self.restoresBest = restoresBest
  }

  /// Refuses what cannot be.
  public func fitBegan(_ trainer: Trainer) throws(TrainingError) {
    (hasStopped, restoredEpoch) = (false, nil)
    guard patience > 0 else {
      throw .argument("early stopping: patience", expected: "a number over 0", got: "\(patience)")
    }
    guard minimumChange >= 0, minimumChange.isFinite else {
      throw .argument(
        "early stopping: minimum change", expected: "a finite number of at least 0",
        got: "\(minimumChange)")
    }
  }

  /// Keeps the weights if they are the best so far; ends the training if it has waited long enough.
  public func epochEnded(
    _ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer
  ) throws(TrainingError) {
    guard let value = monitor.value(in: record) else {
      throw .argument(
        "early stopping", expected: "one of " + record.values.map(\.name).joined(separator: ", "),
        got: "'\(monitor.name)'")
    }
    let best = trainer.bestEpoch.flatMap { epoch in
      trainer.history.last { $0.epoch == epoch }.flatMap(monitor.value)
    }
    if let best, let bestEpoch = trainer.bestEpoch,
      !monitor.isBetter(value, than: best, by: minimumChange)
    {
      hasStopped = record.epoch - bestEpoch >= patience
    } else {
      trainer.markBest(keepingWeights: restoresBest)
    }
    if hasStopped { trainer.finish() }
    guard hasStopped || record.epoch == progress.lastEpoch else { return }
    if restoresBest { restoredEpoch = trainer.bestEpoch }
    trainer.restoreBest()
  }
}
