public import StrataModel
public import StrataTensor

extension Explanation {
  /// What stands on an edge of the network for the sample.
  public struct Values: Hashable, Sendable {
    /// Where: an input, or an output of a node.
    public let edge: Edge
    /// The shape of the sample there, without the batch.
    public let shape: Shape
    /// The values in row-major order.
    public let elements: [Double]

    /// What an element is called: `input[0]`, `dense1[1,3]`.
    /// - Precondition: It is in `0..<shape.count`.
    public func name(of element: Int) -> String {
      Place(edge.description, shape.index(of: element)).description
    }
  }
}
