public import StrataPlugin

/// What an epoch that was left in the middle has given so far: going on from here gives the bits of an
/// epoch that was never left.
public struct PartialEpoch: Hashable, Sendable, Codable {
  /// Steps done.
  public var steps: Int
  /// Samples done.
  public var samples: Int
  /// The samples' losses, added up batch by batch.
  public var lossSum: Double
  /// What that sum is divided by for a mean.
  public var lossCount: Double
  /// What each metric has counted, in its own form.
  public var metrics: [Configuration]

  /// What an epoch has given so far.
  public init(
    steps: Int, samples: Int, lossSum: Double, lossCount: Double, metrics: [Configuration]
  ) {
    self.steps = steps
    self.samples = samples
    self.lossSum = lossSum
    self.lossCount = lossCount
    self.metrics = metrics
  }
}
