public import StrataTensor

/// A tensor with a name: what an optimizer remembers, as a file holds it.
public struct NamedTensor: Hashable, Sendable {
  /// The name.
  public let name: String
  /// The values.
  public let tensor: Tensor<Float>

  /// A tensor with a name.
  public init(_ name: String, _ tensor: Tensor<Float>) {
    self.name = name
    self.tensor = tensor
  }
}
