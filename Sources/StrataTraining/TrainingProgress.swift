public import StrataModel

/// How far a training is.
public struct TrainingProgress: Sendable {
  /// The epoch under way, from 1.
  public let epoch: Int
  /// The epoch that the training will end with, unless it is stopped.
  public let lastEpoch: Int
  /// Steps done in this epoch.
  public internal(set) var step = 0
  /// Steps of a whole epoch; nil if nobody knows.
  public let stepsPerEpoch: Int?
  /// Samples done in this epoch.
  public internal(set) var samples = 0
  /// Samples of a whole epoch; nil if nobody knows.
  public let samplesPerEpoch: Int?
  /// The mean loss over the epoch's samples so far.
  public internal(set) var loss = 0.0

  /// What the metrics are called.
  let metricNames: [String]
  /// What they have counted.
  var accumulators: [any MetricAccumulator]

  /// The metrics over the same; computed when it is asked for, which may take long for some.
  public var metrics: [EpochRecord.Measure] {
    zip(metricNames, accumulators).map { EpochRecord.Measure($0, $1.value) }
  }
}
