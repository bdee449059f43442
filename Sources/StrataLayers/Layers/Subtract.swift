import StrataPlugin
public import StrataTensor

/// y = x₀ − x₁: the difference of two inputs.
///
/// Shapes: both inputs and y alike.
public struct Subtract: Layer {
  /// `subtract`.
  public static let kind = "subtract"
  /// What a list of plugins says of it.
  public static let summary = "The difference of two inputs"

  /// The layer; it has nothing to configure.
  public init() {}

  /// The inputs' type.
  /// - Throws: ``LayerError`` if there are not 2 inputs, and for inputs that differ.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    [try commonInput(inputs, most: 2)]
  }

  /// Yes.
  public func isRecordable(in mode: Mode) -> Bool { true }

  /// y = x₀ − x₁.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    context.arithmetic.scaledDifference(
      context.input(0), context.input(1), by: 1, into: context.output())
  }

  /// dx₀ = dy, dx₁ = −dy.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    let (arithmetic, dy) = (context.arithmetic, context.outputGradient().readOnly)
    if let gradient = context.inputGradient(0) { arithmetic.copy(dy, into: gradient) }
    if let gradient = context.inputGradient(1) { arithmetic.scale(dy, by: -1, into: gradient) }
  }
}
