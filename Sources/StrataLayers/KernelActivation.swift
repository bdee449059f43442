public import StrataTensor

/// An elementwise activation that is arithmetic around an exponential: f(x) = value(x, k(argument(x)))
/// and f′(x) = derivative(x, k′(argument(x))), where k and k′ are functions that kernels compute.
///
/// ```swift
/// struct Swish: KernelActivation {
///   static let kind = "swish"
///   static let valueKernel = ElementKernel.sigmoid
///   static let derivativeKernel = ElementKernel.sigmoid
///   func argument<T: Real>(_ x: T) -> T { x }
///   func value<T: Real>(_ x: T, kernel k: T) -> T { x * k }
///   func derivative<T: Real>(_ x: T, kernel k: T) -> T { k * (1 + x * (1 - k)) }
/// }
/// ```
///
/// Some hundred numbers at a time go through the kernel, with the bits that each has alone.
public protocol KernelActivation: ElementwiseActivation {
  /// k.
  static var valueKernel: ElementKernel { get }
  /// k′.
  static var derivativeKernel: ElementKernel { get }

  /// What both are taken of.
  func argument<T: Real>(_ x: T) -> T
  /// f(x), given k(argument(x)).
  func value<T: Real>(_ x: T, kernel k: T) -> T
  /// f′(x), given k′(argument(x)).
  func derivative<T: Real>(_ x: T, kernel k: T) -> T
}

extension KernelActivation {
  /// f(x).
  @inlinable public func value<T: Real>(_ x: T) -> T {
    value(x, kernel: Self.valueKernel(argument(x)))
  }

  /// f′(x).
  @inlinable public func derivative<T: Real>(_ x: T, value y: T) -> T {
    derivative(x, kernel: Self.derivativeKernel(argument(x)))
  }

  /// y = f(x), block by block.
  @inlinable public func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    arithmetic.map(x, into: y, through: KernelValue(activation: self))
  }

  /// dx = dy · f′(x), block by block.
  @inlinable public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    arithmetic.map(x, times: dy, into: dx, through: KernelDerivative(activation: self))
  }
}

@usableFromInline
struct KernelValue<Activation: KernelActivation, Number: Real>: KernelFunction {
  @usableFromInline let activation: Activation

  @inlinable init(activation: Activation) { self.activation = activation }

  @inlinable var kernel: ElementKernel { Activation.valueKernel }
  @inlinable func argument(_ x: Number) -> Number { activation.argument(x) }
  @inlinable func value(_ x: Number, kernel k: Number) -> Number {
    activation.value(x, kernel: k)
  }
}

@usableFromInline
struct KernelDerivative<Activation: KernelActivation, Number: Real>: KernelFunction {
  @usableFromInline let activation: Activation

  @inlinable init(activation: Activation) { self.activation = activation }

  @inlinable var kernel: ElementKernel { Activation.derivativeKernel }
  @inlinable func argument(_ x: Number) -> Number { activation.argument(x) }
  @inlinable func value(_ x: Number, kernel k: Number) -> Number {
    activation.derivative(x, kernel: k)
  }
}

extension Real {
  /// The number, or the nearest of ±limit beyond them; a NaN stays one. Where a function has come as
  /// close to its limit as numbers can, this keeps 0 · ∞ away.
  func bounded(by limit: Self) -> Self { self < -limit ? -limit : self > limit ? limit : self }
}
