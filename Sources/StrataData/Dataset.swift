public import StrataTensor

/// Samples and what they should give, in memory.
public struct Dataset: Hashable, Sendable {
  /// [samples] + the shape of one.
  public let inputs: Tensor<Float>
  /// As many targets as samples.
  public let targets: Targets

  /// Samples and what they should give.
  /// - Throws: ``DataError/counts(inputs:targets:)`` if their numbers differ.
  public init(inputs: Tensor<Float>, targets: Targets) throws(DataError) {
    guard inputs.rowCount == targets.count else {
      throw .counts(inputs: inputs.rowCount, targets: targets.count)
    }
    self.inputs = inputs
    self.targets = targets
  }

  /// The number of samples.
  public var count: Int { inputs.rowCount }

  /// Some samples, in the order given.
  /// - Precondition: Every index is in `0..<count`.
  public func rows(_ indices: [Int]) -> Dataset {
    Dataset(unchecked: inputs.rows(indices), targets.rows(indices))
  }

  private init(unchecked inputs: Tensor<Float>, _ targets: Targets) {
    self.inputs = inputs
    self.targets = targets
  }

  /// Keeps a share of the samples apart, chosen by the seed alone; both parts stay in order.
  /// - Parameters:
  ///   - fraction: The share to keep for validation, from 0 up to below 1.
  ///   - seed: What the choice depends on.
  /// - Throws: ``DataError/split(fraction:count:)`` if a part would be empty.
  public func split(
    validation fraction: Double, seed: UInt64
  ) throws(DataError) -> (training: Dataset, validation: Dataset) {
    let kept = fraction >= 0 && fraction < 1 ? Int((Double(count) * fraction).rounded()) : 0
    guard kept > 0, kept < count else { throw .split(fraction: fraction, count: count) }
    let order = SampleOrder.shuffled(
      count, RandomStream(seed: seed, purpose: .splitting))
    return (rows(order[kept...].sorted()), rows(order[..<kept].sorted()))
  }
}
