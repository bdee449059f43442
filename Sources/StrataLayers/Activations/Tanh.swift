import StrataPlugin
public import StrataTensor

/// y = tanh x, in (−1, 1); y′ = 1 − y².
public struct Tanh: ElementwiseActivation {
  /// `tanh`.
  public static let kind = "tanh"
  /// What a list of plugins says of it.
  public static let summary = "The hyperbolic tangent, from −1 to 1"

  /// The hyperbolic tangent.
  public init() {}

  /// Not needed: the derivative is a function of y.
  public var needsInput: Bool { false }
  /// tanh x.
  public func value<T: Real>(_ x: T) -> T { T.tanh(x) }
  /// 1 − y², rounded once.
  public func derivative<T: Real>(_ x: T, value y: T) -> T { T(1).addingProduct(-y, y) }

  /// The vectorised form.
  public func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) { arithmetic.tanh(x, into: y) }

  /// The vectorised form.
  public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) { arithmetic.tanhGradient(y: y, dy: dy, into: dx) }
}

extension Activation where Self == Tanh {
  /// tanh x.
  public static var tanh: Tanh { Tanh() }
}
