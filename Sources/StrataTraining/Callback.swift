public import StrataModel

/// Watches a training.
public protocol Callback: AnyObject {
  /// After each step: weights are new, the epoch may have more steps.
  func stepEnded(_ progress: TrainingProgress)
  /// After each epoch and its validation.
  func epochEnded(_ progress: TrainingProgress, _ record: EpochRecord)
}

extension Callback {
  /// Nothing.
  public func stepEnded(_ progress: TrainingProgress) {}
  /// Nothing.
  public func epochEnded(_ progress: TrainingProgress, _ record: EpochRecord) {}
}

/// How far a training is.
public struct TrainingProgress: Sendable {
  /// The epoch under way, from 1.
  public let epoch: Int
  /// The epoch that the training will end with.
  public let lastEpoch: Int
  /// Steps done in this epoch.
  public internal(set) var step = 0
  /// Steps of a whole epoch.
  public let stepsPerEpoch: Int
  /// Samples done in this epoch.
  public internal(set) var samples = 0
  /// Samples of a whole epoch.
  public let samplesPerEpoch: Int
  /// The mean loss over the epoch's samples so far.
  public internal(set) var loss = 0.0
  /// The metrics over the same.
  public internal(set) var metrics: [EpochRecord.Measure]
}
