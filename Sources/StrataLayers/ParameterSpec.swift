public import StrataTensor

/// A tensor that a layer needs beside its inputs.
///
/// Where nodes share a parameter, initializer, penalty and constraint are those of the first one.
public struct ParameterSpec: Sendable {
  /// The name within the layer, such as `weight`.
  public let name: String
  /// Its shape, fixed when the network is built.
  public let shape: Shape
  /// What gives it its first values.
  public let initializer: any Initializer
  /// The numbers of inputs and outputs that one value stands between.
  public let fans: Fans
  /// Whether training changes it by its gradient; if not it is a buffer, such as a mean.
  public let isTrainable: Bool
  /// Whether the way forward only multiplies by it (``ForwardContext/matrix(_:)``): a network that
  /// only predicts then keeps it packed, in the order in which the kernels read it.
  public let isMatrix: Bool
  /// What large values cost while it is trained; nil for nothing.
  public let penalty: Penalty?
  /// What it is brought back to after each step of a training; nil for nothing.
  public let constraint: (any Constraint)?

  /// A tensor that a layer needs.
  public init(
    _ name: String, _ shape: Shape, _ initializer: any Initializer, fans: Fans = Fans(),
    isTrainable: Bool = true, isMatrix: Bool = false, penalty: Penalty? = nil,
    constraint: (any Constraint)? = nil
  ) {
    self.name = name
    self.shape = shape
    self.initializer = initializer
    self.fans = fans
    self.isTrainable = isTrainable
    self.isMatrix = isMatrix
    self.penalty = penalty
    self.constraint = constraint
  }
}
