import StrataPlugin
public import StrataTensor

/// y = x: no activation.
public struct Identity: ElementwiseActivation {
  /// `identity`.
  public static let kind = "identity"
  /// What a list of plugins says of it.
  public static let summary = "x itself: no activation"

  /// No activation.
  public init() {}

  /// Not needed: the derivative is 1 everywhere.
  public var needsInput: Bool { false }
  /// x.
  public func value<T: Real>(_ x: T) -> T { x }
  /// 1.
  public func derivative<T: Real>(_ x: T, value y: T) -> T { 1 }

  /// Copies, unless x and y are the same memory.
  public func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) { arithmetic.copy(x, into: y) }

  /// Copies, unless dy and dx are the same memory.
  public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) { arithmetic.copy(dy, into: dx) }
}

extension Activation where Self == Identity {
  /// No activation.
  public static var identity: Identity { Identity() }
}
