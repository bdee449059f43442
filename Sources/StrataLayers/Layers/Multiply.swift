import StrataPlugin
public import StrataTensor

/// y = x₀ · x₁ · …, element by element: the product of two inputs or more, from the first to the last.
///
/// Shapes: all inputs and y alike.
public struct Multiply: Layer {
  /// `multiply`.
  public static let kind = "multiply"
  /// What a list of plugins says of it.
  public static let summary = "The product of two inputs or more, element by element"

  /// The layer; it has nothing to configure.
  public init() {}

  /// The inputs' type.
  /// - Throws: ``LayerError`` for fewer than 2 inputs and for inputs that differ.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    [try commonInput(inputs)]
  }

  /// Yes.
  public func isRecordable(in mode: Mode) -> Bool { true }

  /// y = ((x₀ · x₁) · x₂) · ….
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    let (arithmetic, output) = (context.arithmetic, context.output())
    arithmetic.multiply(context.input(0), context.input(1), into: output)
    for index in 2..<context.inputCount {
      arithmetic.multiply(output.readOnly, context.input(index), into: output)
    }
  }

  /// dxᵢ = dy · the product of the other inputs, from the first to the last.
  /// - Complexity: O(inputs² · elements).
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    let (arithmetic, dy) = (context.arithmetic, context.outputGradient().readOnly)
    for index in 0..<context.inputCount {
      guard let gradient = context.inputGradient(index) else { continue }
      var product = dy
      for other in 0..<context.inputCount where other != index {
        arithmetic.multiply(product, context.input(other), into: gradient)
        product = gradient.readOnly
      }
    }
  }
}
