public import StrataFile
public import StrataModel

/// Writes the model with all that going on needs, again and again, so that a training that is killed
/// loses little.
///
/// The file is replaced whole or not at all: at any moment it holds the last checkpoint.
/// ```swift
/// try trainer.fit(data, epochs: 100, callbacks: [ModelCheckpoint("run.strata", every: .epochs(5))])
/// ```
public final class ModelCheckpoint: Callback {
  /// When a checkpoint is written.
  public enum Frequency: Hashable, Sendable {
    /// After every so many epochs.
    case epochs(Int)
    /// After every so many steps, in the middle of an epoch too.
    case steps(Int)
    /// After each epoch that is the best so far.
    case best(Monitor)
  }

  /// The file.
  public let path: String
  /// When it is written.
  public let frequency: Frequency
  private let file: ModelFile?

  /// Checkpoints at a path.
  /// - Parameters:
  ///   - path: The file, replaced each time.
  ///   - frequency: When it is written.
  ///   - file: A file that the training began with: what it holds beside the model goes along.
  public init(
    _ path: String, every frequency: Frequency = .epochs(1), continuing file: ModelFile? = nil
  ) {
    self.path = path
    self.frequency = frequency
    self.file = file
  }

  /// Refuses what cannot be.
  public func fitBegan(_ trainer: Trainer) throws(TrainingError) {
    switch frequency {
    case .epochs(let count), .steps(let count):
      guard count > 0 else {
        throw .argument("checkpoints", expected: "every number of times over 0", got: "\(count)")
      }
    case .best: break
    }
  }

  /// Writes if it is time.
  public func stepEnded(_ progress: TrainingProgress, _ trainer: Trainer) throws(TrainingError) {
    guard case .steps(let count) = frequency, trainer.step % count == 0 else { return }
    try write(trainer)
  }

  /// Writes if it is time.
  public func epochEnded(
    _ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer
  ) throws(TrainingError) {
    switch frequency {
    case .epochs(let count): if record.epoch % count == 0 { try write(trainer) }
    // After the step the epoch was still open.
    case .steps(let count): if trainer.step % count == 0 { try write(trainer) }
    case .best(let monitor):
      guard let value = monitor.value(in: record) else {
        throw .argument(
          "checkpoints", expected: "one of " + record.values.map(\.name).joined(separator: ", "),
          got: "'\(monitor.name)'")
      }
      let earlier = trainer.history.dropLast().compactMap(monitor.value)
      if earlier.allSatisfy({ monitor.isBetter(value, than: $0) }) { try write(trainer) }
    }
  }

  private func write(_ trainer: Trainer) throws(TrainingError) {
    do throws(ModelFileError) {
      try (file ?? ModelFile(trainer.model)).replacing(
        trainer.model, state: trainer.state, optimizerState: trainer.optimizerState
      ).write(to: path)
    } catch {
      throw .output("checkpoint: \(error.description)")
    }
  }
}
