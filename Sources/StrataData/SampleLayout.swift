public import StrataTensor

/// What the samples of a source look like.
public struct SampleLayout: Hashable, Sendable {
  /// The shape of one sample of each input of the network.
  public let inputs: [Shape]
  /// For each output of the network the number of target values a sample has; nil for class
  /// numbers.
  public let targets: [Int?]
  /// Whether each sample has a weight of its own.
  public let hasWeights: Bool

  /// What samples look like.
  public init(inputs: [Shape], targets: [Int?], hasWeights: Bool = false) {
    self.inputs = inputs
    self.targets = targets
    self.hasWeights = hasWeights
  }
}
