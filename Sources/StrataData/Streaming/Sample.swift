/// One sample and what it should give, for sources that come sample by sample.
public struct Sample: Hashable, Sendable {
  /// What an output should give.
  public enum Target: Hashable, Sendable {
    /// The number of the right class.
    case label(Int32)
    /// The right values.
    case values([Float])
  }

  /// For each input of the network, its values in row-major order.
  public var inputs: [[Float]]
  /// For each output of the network, what it should give.
  public var targets: [Target]
  /// How much the sample counts, at least 0.
  public var weight: Float

  /// A sample for a network of one input and one output.
  public init(_ input: [Float], _ target: Target, weight: Float = 1) {
    self.init(inputs: [input], targets: [target], weight: weight)
  }

  /// A sample for a network of several inputs or outputs.
  public init(inputs: [[Float]], targets: [Target], weight: Float = 1) {
    self.inputs = inputs
    self.targets = targets
    self.weight = weight
  }
}
