public import StrataPlugin
public import StrataTensor

/// What a parameter is brought back to after each step of a training. A plugin of family `constraint`.
///
/// A constraint looks at one parameter alone. Applied to weights that fulfil it, it leaves them as they
/// are but for rounding.
public protocol Constraint: Plugin {
  /// Refuses hyperparameters out of range, whether they come from a file or from code.
  /// - Throws: `PluginError`.
  func check() throws(PluginError)

  /// Changes the weights so that they fulfil the constraint.
  ///
  /// Written once for any number type, `func apply<T: Real>(to weights: MutableTensorView<T>, …)` is
  /// this and the next one.
  /// - Parameters:
  ///   - weights: [..., inputs, units]: all axes but the last are seen as one, a unit's inputs.
  ///   - arithmetic: What to compute with.
  func apply(to weights: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>)

  /// The same, in the type that constraints are checked in.
  func apply(to weights: MutableTensorView<Double>, _ arithmetic: Arithmetic<Double>)
}

extension Constraint {
  /// `constraint`.
  public static var family: PluginFamily { .constraint }
  /// Nothing to refuse.
  public func check() throws(PluginError) {}
}
