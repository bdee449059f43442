import StrataPlugin
public import StrataTensor

/// y = 1 / (1 + e⁻ˣ), in (0, 1); y′ = y (1 − y).
public struct Sigmoid: ElementwiseActivation {
  /// `sigmoid`.
  public static let kind = "sigmoid"
  /// What a list of plugins says of it.
  public static let summary = "1 / (1 + e⁻ˣ), from 0 to 1"

  /// The logistic function.
  public init() {}

  /// Not needed: the derivative is a function of y.
  public var needsInput: Bool { false }
  /// 1 / (1 + e⁻ˣ).
  public func value<T: Real>(_ x: T) -> T { T.sigmoid(x) }
  /// y (1 − y).
  public func derivative<T: Real>(_ x: T, value y: T) -> T { y * (1 - y) }

  /// The vectorised form.
  public func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) { arithmetic.sigmoid(x, into: y) }

  /// The vectorised form.
  public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) { arithmetic.sigmoidGradient(y: y, dy: dy, into: dx) }
}

extension Activation where Self == Sigmoid {
  /// 1 / (1 + e⁻ˣ).
  public static var sigmoid: Sigmoid { Sigmoid() }
}
