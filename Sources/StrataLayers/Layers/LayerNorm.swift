import StrataPlugin
public import StrataTensor

/// Layer normalisation: y = gain · (x − mean) / √(variance + epsilon) + offset, row by row (J. L. Ba,
/// J. R. Kiros and G. E. Hinton, "Layer normalization", arXiv:1607.06450, 2016).
///
/// Shapes: x and y [batch, ..., features]; `gain` and `offset` [features], trained. Mean and variance
/// are those of each row's own features, the variance divided by their number: a sample depends on no
/// other, in training as in inference.
public struct LayerNorm: Layer {
  /// `layerNorm`.
  public static let kind = "layerNorm"
  /// What a list of plugins says of it.
  public static let summary = "Brings each row to mean 0 and variance 1, then scales and shifts"

  /// Keeps the quotient finite where a row does not vary; over 0.
  public let epsilon: Float
  /// Whether an offset is added.
  public let hasOffset: Bool

  /// Layer normalisation.
  /// - Parameters:
  ///   - epsilon: A finite number over 0; others are refused when a model is built.
  ///   - offset: Whether an offset is added.
  public init(epsilon: Float = 1e-5, offset: Bool = true) {
    self.epsilon = epsilon
    hasOffset = offset
  }

  private enum CodingKeys: String, CodingKey {
    case epsilon
    case hasOffset = "offset"
  }

  /// Reads `epsilon` (default 1e-5) and `offset` (true).
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epsilon = try container.decodeIfPresent(Float.self, forKey: .epsilon) ?? 1e-5
    hasOffset = try container.decodeIfPresent(Bool.self, forKey: .hasOffset) ?? true
  }

  /// The input's type.
  /// - Throws: ``LayerError`` for an epsilon out of range, and if the last axis is open.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard epsilon > 0, epsilon.isFinite else {
      throw LayerError(
        "layerNorm: epsilon", expected: "a finite number over 0", got: "\(epsilon)")
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

  private enum Saved { static let (normalized, inverse, a, b) = (0, 1, 2, 3) }

  /// (x − mean) / √(variance + epsilon), 1 / √(variance + epsilon), and room for two numbers a row.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    let row = ValueType(.float32, input.dimensions.dropLast())
    return [input, row, row, row]
  }

  /// Yes.
  public func isRecordable(in mode: Mode) -> Bool { true }

  /// The mean; the distances from it, whose squares give the variance, so that nothing cancels; and y.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    let (arithmetic, x) = (context.arithmetic, context.input())
    let (normalized, inverse) = (context.saved(Saved.normalized), context.saved(Saved.inverse))
    let (count, epsilon, mean) = (T(x.shape.columns), T(epsilon), context.saved(Saved.a))

    arithmetic.rowSums(x, into: mean)
    arithmetic.map(mean.readOnly, into: mean) { -($0 / count) }
    arithmetic.addColumn(mean.readOnly, to: x, into: normalized)
    arithmetic.rowDots(normalized.readOnly, normalized.readOnly, into: inverse)
    arithmetic.map(inverse.readOnly, into: inverse) { 1 / ($0 / count + epsilon).squareRoot() }
    arithmetic.multiplyColumn(inverse.readOnly, with: normalized.readOnly, into: normalized)
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
  /// g = gain·dy and n features, dx = (g − Σg/n − x̂ · Σ(g·x̂)/n) / √(variance + epsilon), the sums
  /// over the row: what mean and variance owe to x is in it.
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

    let (count, inverse) = (T(dy.shape.columns), context.saved(Saved.inverse).readOnly)
    let (sum, product) = (context.saved(Saved.a), context.saved(Saved.b))
    arithmetic.multiplyRow(context.parameter(Parameter.gain), with: dy.readOnly, into: dy)
    arithmetic.rowSums(dy.readOnly, into: sum)
    arithmetic.rowDots(dy.readOnly, normalized.readOnly, into: product)
    for sums in [sum, product] {
      arithmetic.map(sums.readOnly, into: sums) { -($0 / count) }
    }
    arithmetic.multiplyColumn(product.readOnly, with: normalized.readOnly, into: dx)
    arithmetic.addColumn(sum.readOnly, to: dy.readOnly, into: dy)
    arithmetic.add(dx.readOnly, dy.readOnly, into: dx)
    arithmetic.multiplyColumn(inverse, with: dx.readOnly, into: dx)
  }
}
