public import StrataTensor

/// A named tensor of a model.
public struct Parameter: Hashable, Sendable {
  /// Scope and name, such as `dense1.weight`.
  public let name: String
  /// The values.
  public var tensor: Tensor<Float>
  /// Whether training changes it by its gradient; if not it is a buffer, such as a mean.
  public let isTrainable: Bool

  /// A named tensor of a model.
  public init(_ name: String, _ tensor: Tensor<Float>, isTrainable: Bool = true) {
    self.name = name
    self.tensor = tensor
    self.isTrainable = isTrainable
  }
}
