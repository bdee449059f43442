import StrataPlugin
public import StrataTensor

/// Gives each unit's weights the norm 1: w ← w / ‖w‖. A unit of nothing but zeros stays as it is.
///
/// ‖w‖ is the root of the sum of squares over the unit's inputs, all axes but the last, from the first
/// to the last, in Double.
public struct UnitNorm: Constraint {
  /// `unitNorm`.
  public static let kind = "unitNorm"
  /// What a list of plugins says of it.
  public static let summary = "Gives each unit's weights the norm 1"

  /// The constraint; it has nothing to configure.
  public init() {}

  /// w ← w / ‖w‖ for each unit.
  public func apply<T: Real>(to weights: MutableTensorView<T>, _ arithmetic: Arithmetic<T>) {
    UnitNorms.scale(weights) { $0 == 0 ? nil : 1 / $0 }
  }
}

extension Constraint where Self == UnitNorm {
  /// The norm 1 for each unit's weights.
  public static var unitNorm: UnitNorm { UnitNorm() }
}
