public import StrataPlugin
public import StrataTensor

/// y = (x − max x) − ln Σ e^(x − max x) along an axis: the logarithms of softmax, without the
/// underflow that comes between the two.
///
/// It errs by a few roundings of y itself and, where y is close to 0, of 1.
public struct LogSoftmax: Activation {
  /// `logSoftmax`.
  public static let kind = "logSoftmax"
  /// What a list of plugins says of it.
  public static let summary = "The logarithms of softmax"

  /// The axis, counted from 1 as 0 is the batch, or from the end: −1 is the last.
  public let axis: Int

  /// The logarithm of softmax along an axis; one that a layer's values do not have is refused when a
  /// model is built.
  public init(axis: Int = -1) { self.axis = axis }

  private enum CodingKeys: CodingKey { case axis }

  /// Reads `axis` (default −1).
  /// - Throws: `DecodingError`; `PluginError` for axis 0, the batch.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    axis = try container.decodeIfPresent(Int.self, forKey: .axis) ?? -1
    try check()
  }

  /// Refuses axis 0, the batch.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) { try SampleAxis(number: axis).check(Self.kind) }

  /// Refuses values that do not have the axis.
  /// - Throws: ``LayerError``.
  public func check(for values: ValueType) throws(LayerError) {
    try SampleAxis(number: axis).check(Self.kind, for: values)
  }

  /// Not needed: the derivative is a function of y.
  public var needsInput: Bool { false }

  /// Yes.
  public var isRecordable: Bool { true }

  /// Line by line; NaN where there is no such axis.
  public func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    guard let place = SampleAxis(number: axis).place(rank: x.shape.rank) else {
      return arithmetic.fill(y, with: .nan)
    }
    arithmetic.logSoftmax(x, axis: place, into: y)
  }

  /// dx = dy − e^y · Σ dy, line by line.
  public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    guard let place = SampleAxis(number: axis).place(rank: y.shape.rank) else {
      return arithmetic.fill(dx, with: .nan)
    }
    arithmetic.logSoftmaxGradient(y: y, dy: dy, axis: place, into: dx)
  }
}

extension Activation where Self == LogSoftmax {
  /// The logarithm of softmax along the last axis.
  public static var logSoftmax: LogSoftmax { LogSoftmax() }
  /// The logarithm of softmax along an axis: from 1, as 0 is the batch, or from the end with −1 for
  /// the last.
  public static func logSoftmax(axis: Int) -> LogSoftmax { LogSoftmax(axis: axis) }
}
