public import StrataPlugin
public import StrataTensor

/// A function that a layer ends in. A plugin of family `activation`.
///
/// A function of one number conforms to ``ElementwiseActivation`` and writes its value and its
/// derivative; one that looks at a whole row, such as softmax, writes both ways itself.
public protocol Activation: Plugin {
  /// Whether the way back needs the input x; if not, only the output y is kept for it.
  var needsInput: Bool { get }

  /// y = f(x).
  /// - Parameters:
  ///   - x: Rows of values, [..., columns].
  ///   - y: Of the same shape; may be x.
  ///   - arithmetic: What to compute with.
  func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>)

  /// dx = dy · ∂y/∂x.
  /// - Parameters:
  ///   - x: What ``forward(_:into:_:)`` was given; the same as y if ``needsInput`` is false.
  ///   - y: What it made of it.
  ///   - dy: The derivative of the loss with respect to y.
  ///   - dx: Takes the derivative with respect to x; may be dy.
  ///   - arithmetic: What to compute with.
  func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>)
}

extension Activation {
  /// `activation`.
  public static var family: PluginFamily { .activation }
  /// True: the safe answer.
  public var needsInput: Bool { true }
}

/// An activation that treats every number by itself.
///
/// ```swift
/// struct Softsign: ElementwiseActivation {
///   static let kind = "softsign"
///   func value<T: Real>(_ x: T) -> T { x / (1 + abs(x)) }
///   func derivative<T: Real>(_ x: T, value y: T) -> T { 1 / ((1 + abs(x)) * (1 + abs(x))) }
/// }
/// ```
///
/// That is a whole plugin. One with a kernel of its own implements `forward` and `backward` too.
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
  /// y = f(x), number by number.
  @inlinable public func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    arithmetic.map(x, into: y) { value($0) }
  }

  /// dx = dy · f′(x), number by number.
  @inlinable public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    arithmetic.map(x, y, dy, into: dx) { x, y, dy in dy * derivative(x, value: y) }
  }
}
