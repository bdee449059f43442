import StrataPlugin
public import StrataTensor

/// Lets no weight be negative: w ← 0 where w < 0.
public struct NonNegative: Constraint {
  /// `nonNegative`.
  public static let kind = "nonNegative"
  /// What a list of plugins says of it.
  public static let summary = "Lets no weight be negative"

  /// The constraint; it has nothing to configure.
  public init() {}

  /// w ← max(w, 0).
  public func apply<T: Real>(to weights: MutableTensorView<T>, _ arithmetic: Arithmetic<T>) {
    arithmetic.relu(weights.readOnly, into: weights)
  }
}

extension Constraint where Self == NonNegative {
  /// No negative weight.
  public static var nonNegative: NonNegative { NonNegative() }
}
