public import StrataLayers

/// A place in a network where a layer computes.
public struct Node: Hashable, Sendable {
  /// The name, unique in the network: the layer's kind and ordinal unless one was given.
  public let name: String
  /// What computes here.
  public let layer: AnyLayer
  /// Where the layer's inputs come from.
  public let inputs: [Edge]
  /// Whose parameters the layer uses: its own name, or that of the node it shares them with.
  public let parameterScope: String

  /// A node.
  public init(
    _ name: String, _ layer: AnyLayer, inputs: [Edge], parameterScope: String? = nil
  ) {
    self.name = name
    self.layer = layer
    self.inputs = inputs
    self.parameterScope = parameterScope ?? name
  }
}
