public import StrataPlugin
public import StrataTensor

/// y = e^(x − max x) / Σ e^(x − max x) along an axis: probabilities that sum to 1.
///
/// Along the last axis, the default, it is fastest; elsewhere the axis is copied together first, and
/// the bits are the same as if it were the last.
public struct Softmax: Activation {
  /// `softmax`.
  public static let kind = "softmax"
  /// What a list of plugins says of it.
  public static let summary = "Probabilities that sum to 1"

  /// The axis, counted from 1 as 0 is the batch, or from the end: −1 is the last.
  public let axis: Int

  /// Softmax along an axis; one that a layer's values do not have is refused when a model is built.
  public init(axis: Int = -1) { self.axis = axis }

  private enum CodingKeys: CodingKey { case axis }

  /// Reads `axis` (default −1).
  /// - Throws: `DecodingError`; `PluginError` for axis 0, the batch.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    axis = try container.decodeIfPresent(Int.self, forKey: .axis) ?? -1
    try check()
  }

  /// Writes an axis that is not −1.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if axis != -1 { try container.encode(axis, forKey: .axis) }
  }

  /// For the last axis, as before there was a choice.
  public var isBare: Bool { axis == -1 }

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
    switch SampleAxis(number: axis).place(rank: x.shape.rank) {
    case nil: arithmetic.fill(y, with: .nan)
    case x.shape.rank - 1: arithmetic.softmaxRows(x, into: y)
    case let place?: arithmetic.softmax(x, axis: place, into: y)
    }
  }

  /// dx = y · (dy − Σ y·dy), line by line.
  public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    switch SampleAxis(number: axis).place(rank: y.shape.rank) {
    case nil: arithmetic.fill(dx, with: .nan)
    case y.shape.rank - 1: arithmetic.softmaxRowsGradient(y: y, dy: dy, into: dx)
    case let place?: arithmetic.softmaxGradient(y: y, dy: dy, axis: place, into: dx)
    }
  }
}

extension Activation where Self == Softmax {
  /// Softmax along the last axis.
  public static var softmax: Softmax { Softmax() }
  /// Softmax along an axis: from 1, as 0 is the batch, or from the end with −1 for the last.
  public static func softmax(axis: Int) -> Softmax { Softmax(axis: axis) }
}
