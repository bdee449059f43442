import StrataPlugin
public import StrataTensor

/// y = (x₀ + x₁ + …) / n: the mean of n inputs, two or more, added from the first to the last.
///
/// Shapes: all inputs and y alike.
public struct Average: Layer {
  /// `average`.
  public static let kind = "average"
  /// What a list of plugins says of it.
  public static let summary = "The mean of two inputs or more"

  /// The layer; it has nothing to configure.
  public init() {}

  /// The inputs' type.
  /// - Throws: ``LayerError`` for fewer than 2 inputs and for inputs that differ.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    [try commonInput(inputs)]
  }

  /// Yes.
  public func isRecordable(in mode: Mode) -> Bool { true }

  /// y = (((x₀ + x₁) + x₂) + …) · (1 / n), each operation rounded.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    let (arithmetic, output) = (context.arithmetic, context.output())
    arithmetic.add(context.input(0), context.input(1), into: output)
    for index in 2..<context.inputCount {
      arithmetic.add(output.readOnly, context.input(index), into: output)
    }
    arithmetic.scale(output.readOnly, by: 1 / T(context.inputCount), into: output)
  }

  /// dxᵢ = dy · (1 / n).
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    for index in 0..<context.inputCount {
      guard let gradient = context.inputGradient(index) else { continue }
      context.arithmetic.scale(
        context.outputGradient().readOnly, by: 1 / T(context.inputCount), into: gradient)
    }
  }
}
