import StrataPlugin
public import StrataTensor

/// y = e^(x − max x) / Σ e^(x − max x) over the last axis: probabilities that sum to 1.
public struct Softmax: Activation {
  /// `softmax`.
  public static let kind = "softmax"

  /// Softmax over the last axis.
  public init() {}

  /// Not needed: the derivative is a function of y.
  public var needsInput: Bool { false }

  /// Yes.
  public var isRecordable: Bool { true }

  /// Row by row.
  public func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) { arithmetic.softmaxRows(x, into: y) }

  /// dx = y · (dy − Σ y·dy), row by row.
  public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) { arithmetic.softmaxRowsGradient(y: y, dy: dy, into: dx) }
}

extension Activation where Self == Softmax {
  /// Softmax over the last axis.
  public static var softmax: Softmax { Softmax() }
}
