import StrataPlugin
public import StrataTensor

/// y = x where x > 0, else slope · x, with a slope that is learned for each feature (K. He et al.,
/// "Delving deep into rectifiers", ICCV 2015).
///
/// Shapes: x and y [batch, ..., features]; `slope` [features], trained.
public struct PReLU: Layer {
  /// `prelu`.
  public static let kind = "prelu"
  /// What a list of plugins says of it.
  public static let summary = "x where x > 0, else a learned slope times x"

  /// What every slope begins with; a finite number.
  public let slope: Float

  /// A rectifier that learns its slopes below 0; a number that is not finite is refused when a model
  /// is built.
  public init(slope: Float = 0.25) { self.slope = slope }

  private enum CodingKeys: CodingKey { case slope }

  /// Reads `slope` (default 0.25).
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    slope = try container.decodeIfPresent(Float.self, forKey: .slope) ?? 0.25
  }

  /// The input's type.
  /// - Throws: ``LayerError`` for a slope that is not finite, and if the last axis is open.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard slope.isFinite else {
      throw LayerError("prelu: slope", expected: "a finite number", got: "\(slope)")
    }
    let input = try onlyInput(inputs)
    _ = try features(of: input)
    return [input]
  }

  /// `slope`, a value a feature.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec] {
    let features = try features(of: try onlyInput(inputs))
    return [ParameterSpec("slope", [features], .constant(slope))]
  }

  private enum Saved { static let (below, room) = (0, 1) }

  /// What of x is below 0, and room for as much.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    return [input, input]
  }

  /// Yes.
  public func isRecordable(in mode: Mode) -> Bool { true }

  /// y = max(x, 0) + slope · min(x, 0): one of the two is 0, so that only a product is rounded.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    let (arithmetic, x, y) = (context.arithmetic, context.input(), context.output())
    let (below, above) = (context.saved(Saved.below), context.saved(Saved.room))
    arithmetic.relu(x, into: above)
    arithmetic.scale(x, by: -1, into: below)
    arithmetic.relu(below.readOnly, into: below)
    arithmetic.scale(below.readOnly, by: -1, into: below)
    arithmetic.multiplyRow(context.parameter(0), with: below.readOnly, into: y)
    arithmetic.add(above.readOnly, y.readOnly, into: y)
  }

  /// dslope = Σ dy · min(x, 0) over the samples; dx = dy where x > 0, else slope · dy.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    let (arithmetic, dy) = (context.arithmetic, context.outputGradient())
    let (below, above) = (context.saved(Saved.below), context.saved(Saved.room))
    if let gradient = context.parameterGradient(0) {
      let samples = dy.shape[0]
      arithmetic.multiply(dy.readOnly, below.readOnly, into: below)
      arithmetic.columnSums(
        below.readOnly, into: gradient,
        rowsPerSample: samples == 0 ? 1 : dy.shape.rows / samples)
    }
    if let dx = context.inputGradient() {
      arithmetic.reluGradient(y: context.input(), dy: dy.readOnly, into: above)
      arithmetic.scaledDifference(dy.readOnly, above.readOnly, by: 1, into: dy)
      arithmetic.multiplyRow(context.parameter(0), with: dy.readOnly, into: dy)
      arithmetic.add(above.readOnly, dy.readOnly, into: dx)
    }
  }
}
