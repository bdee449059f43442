extension Explanation {
  /// A derivative, and the same by central differences.
  public struct Derivative: Hashable, Sendable {
    /// As backpropagation gives it.
    public let value: Double
    /// (E(x + h) − E(x − h)) / 2h, with its sign; nil where it was not asked for. Where the function
    /// has a kink within h, as ReLU at 0, it is the mean of the slopes on both sides.
    public let check: Double?

    /// A derivative and its check.
    public init(_ value: Double, check: Double?) {
      self.value = value
      self.check = check
    }
  }
}
