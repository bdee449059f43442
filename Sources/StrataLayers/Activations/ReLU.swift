import StrataPlugin
public import StrataTensor

/// y = x where x > 0, else 0; y′ = 1 where y > 0, else 0.
public struct ReLU: ElementwiseActivation {
  /// `relu`.
  public static let kind = "relu"
  /// What a list of plugins says of it.
  public static let summary = "x where x > 0, else 0"

  /// The rectifier.
  public init() {}

  /// Not needed: y says on which side x was.
  public var needsInput: Bool { false }
  /// max(x, 0), with a NaN kept.
  public func value<T: Real>(_ x: T) -> T { x < 0 ? 0 : x }
  /// 1 where y > 0; 0 elsewhere, at 0 too.
  public func derivative<T: Real>(_ x: T, value y: T) -> T { y > 0 ? 1 : 0 }

  /// The vectorised form.
  public func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) { arithmetic.relu(x, into: y) }

  /// The vectorised form.
  public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) { arithmetic.reluGradient(y: y, dy: dy, into: dx) }
}

extension Activation where Self == ReLU {
  /// max(x, 0).
  public static var relu: ReLU { ReLU() }
}
