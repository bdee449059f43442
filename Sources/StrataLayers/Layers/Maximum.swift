import StrataPlugin
public import StrataTensor

/// y = max(x₀, x₁, …), element by element: the largest of two inputs or more.
///
/// A NaN in any input gives a NaN.
///
/// Shapes: all inputs and y alike.
public struct Maximum: Layer {
  /// `maximum`.
  public static let kind = "maximum"
  /// What a list of plugins says of it.
  public static let summary = "The largest of two inputs or more, element by element"

  /// The layer; it has nothing to configure.
  public init() {}

  /// The inputs' type.
  /// - Throws: ``LayerError`` for fewer than 2 inputs and for inputs that differ.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    [try commonInput(inputs)]
  }

  /// Yes.
  public func isRecordable(in mode: Mode) -> Bool { true }

  /// y, from the first input to the last.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    var largest = context.input(0)
    for index in 1..<context.inputCount {
      let input = context.input(index)
      context.arithmetic.map(largest, input, input, into: context.output(), Larger())
      largest = context.output().readOnly
    }
  }

  /// The first input that is the largest gets dy, the others 0.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    // What an earlier input took is taken out of dy.
    let (arithmetic, y, left) = (context.arithmetic, context.output(), context.outputGradient())
    for index in 0..<context.inputCount {
      let x = context.input(index)
      if let gradient = context.inputGradient(index) {
        arithmetic.map(x, y, left.readOnly, into: gradient, Taken())
      }
      if index < context.inputCount - 1 {
        arithmetic.map(x, y, left.readOnly, into: left, Left())
      }
    }
  }

  private struct Larger<Number: Real>: ElementFunctionOfThree {
    func callAsFunction(_ a: Number, _ b: Number, _: Number) -> Number {
      a >= b || a.isNaN ? a : b
    }
  }

  private struct Taken<Number: Real>: ElementFunctionOfThree {
    func callAsFunction(_ x: Number, _ y: Number, _ dy: Number) -> Number { x == y ? dy : 0 }
  }

  private struct Left<Number: Real>: ElementFunctionOfThree {
    func callAsFunction(_ x: Number, _ y: Number, _ dy: Number) -> Number { x == y ? 0 : dy }
  }
}
