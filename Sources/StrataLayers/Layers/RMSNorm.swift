import StrataPlugin
public import StrataTensor

/// Root mean square normalisation: y = gain · x / √(mean of x² + epsilon) + offset, row by row
/// (B. Zhang and R. Sennrich, "Root mean square layer normalization", NeurIPS 2019).
///
/// Shapes: x and y [batch, ..., features]; `gain` and, where it is asked for, `offset` [features],
/// trained. The mean is over each row's own features: a sample depends on no other, in training as in
/// inference.
public struct RMSNorm: Layer {
  /// `rmsNorm`.
  public static let kind = "rmsNorm"
  /// What a list of plugins says of it.
  public static let summary = "Divides each row by its root mean square, then scales and shifts"

  /// Keeps the quotient finite where a row is zero; over 0.
  public let epsilon: Float
  /// Whether an offset is added.
  public let hasOffset: Bool

  /// Root mean square normalisation.
  /// - Parameters:
  ///   - epsilon: A finite number over 0; others are refused when a model is built.
  ///   - offset: Whether an offset is added.
  public init(epsilon: Float = 1e-5, offset: Bool = false) {
    self.epsilon = epsilon
    hasOffset = offset
  }

  private enum CodingKeys: String, CodingKey {
    case epsilon
    case hasOffset = "offset"
  }

  /// Reads `epsilon` (default 1e-5) and `offset` (false).
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epsilon = try container.decodeIfPresent(Float.self, forKey: .epsilon) ?? 1e-5
    hasOffset = try container.decodeIfPresent(Bool.self, forKey: .hasOffset) ?? false
  }

  /// The input's type.
  /// - Throws: ``LayerError`` for an epsilon out of range, and if the last axis is open.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard epsilon > 0, epsilon.isFinite else {
      throw LayerError("rmsNorm: epsilon", expected: "a finite number over 0", got: "\(epsilon)")
    }
    let input = try onlyInput(inputs)
    _ = try features(of: input)
    return [input]
  }

  private enum Parameter { static let (gain, offset) = (0, 1) }

  /// `gain`, then `offset` if there is one.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec] {
    let features = try features(of: try onlyInput(inputs))
    let gain = ParameterSpec("gain", [features], .constant(1))
    return hasOffset ? [gain, ParameterSpec("offset", [features], .zeros)] : [gain]
  }

  private enum Saved { static let (normalized, inverse, room) = (0, 1, 2) }

  /// x / √(mean of x² + epsilon), 1 / √(mean of x² + epsilon), and room for a number a row.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    let row = ValueType(.float32, input.dimensions.dropLast())
    return [input, row, row]
  }

  /// Yes.
  public func isRecordable(in mode: Mode) -> Bool { true }

  /// The mean of the squares of each row, and y.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    let (arithmetic, x) = (context.arithmetic, context.input())
    let (normalized, inverse) = (context.saved(Saved.normalized), context.saved(Saved.inverse))
    let (count, epsilon) = (T(x.shape.columns), T(epsilon))

    arithmetic.rowDots(x, x, into: inverse)
    arithmetic.map(inverse.readOnly, into: inverse) { 1 / ($0 / count + epsilon).squareRoot() }
    arithmetic.multiplyColumn(inverse.readOnly, with: x, into: normalized)
    let gain = context.parameter(Parameter.gain)
    if hasOffset {
      arithmetic.affineRow(
        normalized.readOnly, scale: gain, offset: context.parameter(Parameter.offset),
        into: context.output())
    } else {
      arithmetic.multiplyRow(gain, with: normalized.readOnly, into: context.output())
    }
  }

  /// With x̂ the normalised input: dgain = Σ dy·x̂ and doffset = Σ dy over the samples. With
  /// g = gain·dy and n features, dx = (g − x̂ · Σ(g·x̂)/n) / √(mean of x² + epsilon), the sum over
  /// the row.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    let (arithmetic, dy) = (context.arithmetic, context.outputGradient())
    let normalized = context.saved(Saved.normalized)
    let rowsPerSample = dy.shape[0] == 0 ? 1 : dy.shape.rows / dy.shape[0]
    if let gradient = context.parameterGradient(Parameter.gain) {
      let products = context.inputGradient() ?? normalized
      arithmetic.multiply(dy.readOnly, normalized.readOnly, into: products)
      arithmetic.columnSums(products.readOnly, into: gradient, rowsPerSample: rowsPerSample)
    }
    if hasOffset, let gradient = context.parameterGradient(Parameter.offset) {
      arithmetic.columnSums(dy.readOnly, into: gradient, rowsPerSample: rowsPerSample)
    }
    guard let dx = context.inputGradient() else { return }

    let (count, product) = (T(dy.shape.columns), context.saved(Saved.room))
    arithmetic.multiplyRow(context.parameter(Parameter.gain), with: dy.readOnly, into: dy)
    arithmetic.rowDots(dy.readOnly, normalized.readOnly, into: product)
    arithmetic.map(product.readOnly, into: product) { -($0 / count) }
    arithmetic.multiplyColumn(product.readOnly, with: normalized.readOnly, into: dx)
    arithmetic.add(dx.readOnly, dy.readOnly, into: dx)
    arithmetic.multiplyColumn(
      context.saved(Saved.inverse).readOnly, with: dx.readOnly, into: dx)
  }
}
