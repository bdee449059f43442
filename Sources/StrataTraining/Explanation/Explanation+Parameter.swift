public import StrataTensor

extension Explanation {
  /// A tensor that is trained, before and after the step. All lists are in row-major order.
  public struct Parameter: Hashable, Sendable {
    /// The full name: `dense1.weight`.
    public let name: String
    /// The lengths of its axes.
    public let shape: Shape
    /// w, before the step.
    public let value: [Double]
    /// ∂E/∂w.
    public let gradient: [Double]
    /// ∂E/∂w by central differences; nil where it was not asked for.
    public let numericGradient: [Double?]
    /// w − η · ∂E/∂w.
    public let updated: [Double]

    /// All of its places, in row-major order.
    public var places: [Place] { value.indices.map { Place(name, shape.index(of: $0)) } }

    /// The places of the gradients of the largest size, the largest first; of equal ones, the first.
    /// - Parameter count: How many at most.
    /// - Complexity: O(n log n) for n values.
    public func largest(_ count: Int) -> [Place] {
      let order = gradient.indices.sorted { a, b in
        (gradient[b].magnitude, a) < (gradient[a].magnitude, b)
      }
      return order.prefix(max(count, 0)).map { Place(name, shape.index(of: $0)) }
    }
  }
}
