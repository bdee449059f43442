public import StrataTensor

/// What samples should give.
public enum Targets: Hashable, Sendable {
  /// The number of the right class for each sample.
  case classes([Int32])
  /// The right values, [samples, outputs]; for classes, a probability for each.
  case values(Tensor<Float>)

  /// The number of samples.
  public var count: Int {
    switch self {
    case .classes(let labels): labels.count
    case .values(let values): values.rowCount
    }
  }

  /// The values of one sample; nil for class numbers.
  public var width: Int? {
    switch self {
    case .classes: nil
    case .values(let values): values.rowLength
    }
  }

  /// Some samples' targets, in the order given.
  /// - Precondition: Every index is in `0..<count`.
  public func rows(_ indices: [Int]) -> Targets {
    switch self {
    case .classes(let labels): .classes(indices.map { labels[$0] })
    case .values(let values): .values(values.rows(indices))
    }
  }
}
