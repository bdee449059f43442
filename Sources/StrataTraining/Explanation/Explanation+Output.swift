public import StrataPlugin

extension Explanation {
  /// What the network gives at one of its outputs, and what it should give.
  public struct Output: Hashable, Sendable {
    /// What the outputs should be.
    public enum Target: Hashable, Sendable {
      /// The right values, in the units that the network learns in.
      case values([Double])
      /// The number of the right class.
      case classNumber(Int)
    }

    /// What the network gives.
    public let values: Values
    /// What it should give.
    public let target: Target
    /// What compares the two.
    public let lossFunction: AnyPlugin
    /// What the loss is multiplied by in E.
    public let weight: Double
    /// The loss of this output, before that.
    public let loss: Double
    /// ∂E/∂y for each value.
    public let derivatives: [Derivative]
  }
}
