public import StrataPlugin
public import StrataTensor

/// A function that a layer ends in. A plugin of family `activation`.
///
/// A function of one number conforms to ``ElementwiseActivation`` and writes its value and its
/// derivative; one that looks at a whole row, such as softmax, writes both ways itself.
public protocol Activation: Plugin {
  /// Whether the way back needs the input x; if not, only the output y is kept for it.
  var needsInput: Bool { get }

  /// Whether both ways are nothing but operations of the arithmetic on the given views, so that a
  /// plan may record them; see ``Layer/isRecordable(in:)``.
  var isRecordable: Bool { get }

  /// Refuses hyperparameters out of range, whether they come from a file or from code.
  /// - Throws: `PluginError`.
  func check() throws(PluginError)

  /// Refuses values that it cannot be applied to, such as those without the axis that it works
  /// along.
  /// - Parameter values: The type of x and y, the batch first.
  /// - Throws: ``LayerError``.
  func check(for values: ValueType) throws(LayerError)

  /// y = f(x).
  ///
  /// Written once for any number type, `func forward<T: Real>(_ x: TensorView<T>, …)` is this and
  /// the next one.
  /// - Parameters:
  ///   - x: Rows of values, [..., columns].
  ///   - y: Of the same shape; may be x.
  ///   - arithmetic: What to compute with.
  func forward(
    _ x: TensorView<Float>, into y: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>)

  /// y = f(x), in the type that gradients are checked in.
  func forward(
    _ x: TensorView<Double>, into y: MutableTensorView<Double>, _ arithmetic: Arithmetic<Double>)

  /// dx = dy · ∂y/∂x.
  ///
  /// Written once for any number type, as the way forward is.
  /// - Parameters:
  ///   - x: What the way forward was given; the same as y if ``needsInput`` is false.
  ///   - y: What it made of it.
  ///   - dy: The derivative of the loss with respect to y.
  ///   - dx: Takes the derivative with respect to x; may be dy.
  ///   - arithmetic: What to compute with.
  func backward(
    x: TensorView<Float>, y: TensorView<Float>, dy: TensorView<Float>,
    into dx: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>)

  /// dx = dy · ∂y/∂x, in the type that gradients are checked in.
  func backward(
    x: TensorView<Double>, y: TensorView<Double>, dy: TensorView<Double>,
    into dx: MutableTensorView<Double>, _ arithmetic: Arithmetic<Double>)
}

extension Activation {
  /// `activation`.
  public static var family: PluginFamily { .activation }
  /// True: the safe answer.
  public var needsInput: Bool { true }
  /// False: the safe answer.
  public var isRecordable: Bool { false }
  /// Nothing to refuse.
  public func check() throws(PluginError) {}
  /// Nothing to refuse.
  public func check(for values: ValueType) throws(LayerError) {}

  /// y = f(x), from code that is written for any number type: what layers call.
  public func apply<T: Real>(
    to x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    if let arithmetic = arithmetic as? Arithmetic<Float> {
      return forward(concrete(x), into: concrete(y), arithmetic)
    }
    let arithmetic: Arithmetic<Double> = concrete(arithmetic)
    forward(concrete(x), into: concrete(y), arithmetic)
  }

  /// dx = dy · ∂y/∂x, from code that is written for any number type: what layers call.
  public func applyGradient<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    if let arithmetic = arithmetic as? Arithmetic<Float> {
      return backward(
        x: concrete(x), y: concrete(y), dy: concrete(dy), into: concrete(dx), arithmetic)
    }
    let arithmetic: Arithmetic<Double> = concrete(arithmetic)
    backward(
      x: concrete(x), y: concrete(y), dy: concrete(dy), into: concrete(dx), arithmetic)
  }
}

/// An activation that treats every number by itself.
///
/// ```swift
/// struct Cube: ElementwiseActivation {
///   static let kind = "cube"
///   func value<T: Real>(_ x: T) -> T { x * x * x }
///   func derivative<T: Real>(_ x: T, value y: T) -> T { 3 * x * x }
/// }
/// ```
///
/// That is a whole plugin. One that needs an exponential conforms to ``KernelActivation`` and is
/// many times as fast; one with a kernel of its own implements `forward` and `backward` too.
public protocol ElementwiseActivation: Activation {
  /// f(x).
  func value<T: Real>(_ x: T) -> T

  /// f′(x).
  /// - Parameters:
  ///   - x: The input; equal to `y` if ``Activation/needsInput`` is false.
  ///   - y: f(x), which many derivatives are shorter with.
  func derivative<T: Real>(_ x: T, value y: T) -> T
}

extension ElementwiseActivation {
  /// True: value and derivative depend on their arguments alone.
  public var isRecordable: Bool { true }

  /// y = f(x), number by number.
  @inlinable public func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    arithmetic.map(x, into: y, ValueFunction(activation: self))
  }

  /// dx = dy · f′(x), number by number.
  @inlinable public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    arithmetic.map(x, y, dy, into: dx, GradientFunction(activation: self))
  }
}

@usableFromInline
struct ValueFunction<Function: ElementwiseActivation, Number: Real>:
  ElementFunction
{
  @usableFromInline let activation: Function

  @inlinable init(activation: Function) { self.activation = activation }

  @inlinable func callAsFunction(_ x: Number) -> Number { activation.value(x) }
}

@usableFromInline
struct GradientFunction<Function: ElementwiseActivation, Number: Real>:
  ElementFunctionOfThree
{
  @usableFromInline let activation: Function

  @inlinable init(activation: Function) { self.activation = activation }

  @inlinable func callAsFunction(_ x: Number, _ y: Number, _ dy: Number) -> Number {
    dy * activation.derivative(x, value: y)
  }
}
