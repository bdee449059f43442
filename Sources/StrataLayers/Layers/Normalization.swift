import StrataPlugin
public import StrataTensor

/// y = (x − mean) / √variance, feature by feature, with the mean and variance of the training data.
///
/// Shapes: x and y [batch, ..., features]; buffers `mean` and `variance` [features], measured once
/// by ``fit(_:)`` and not trained. They begin as 0 and 1. A feature that never varies gets the
/// variance 1.
public struct Normalization: FittedLayer {
  /// `normalization`.
  public static let kind = "normalization"
  /// What a list of plugins says of it.
  public static let summary = "(x − mean) / deviation with those of the training data"

  /// The layer; what it measures is in the model.
  public init() {}

  /// The input's type.
  /// - Throws: ``LayerError`` if the last axis is open.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    _ = try features(of: input)
    return [input]
  }

  /// `mean` and `variance`, a value a feature, not trained.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec] {
    let features = try features(of: try onlyInput(inputs))
    return [
      ParameterSpec("mean", [features], .zeros, isTrainable: false),
      ParameterSpec("variance", [features], .constant(1), isTrainable: false),
    ]
  }

  /// 1/√variance and −mean/√variance.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let features = Dimension.fixed(try features(of: try onlyInput(inputs)))
    return [ValueType(.float32, [features]), ValueType(.float32, [features])]
  }

  /// Yes.
  public func isRecordable(in mode: Mode) -> Bool { true }

  /// y = x · (1/√variance) + (−mean/√variance), rounded once.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    let (mean, variance) = (context.parameter(0), context.parameter(1))
    let (scale, offset) = (context.saved(0), context.saved(1))
    context.arithmetic.map(variance, into: scale) { 1 / $0.squareRoot() }
    context.arithmetic.map(mean, scale.readOnly, scale.readOnly, into: offset) { mean, scale, _ in
      -mean * scale
    }
    context.arithmetic.affineRow(
      context.input(), scale: scale.readOnly, offset: offset.readOnly, into: context.output())
  }

  /// dx = dy / √variance.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    guard let gradient = context.inputGradient() else { return }
    context.arithmetic.multiplyRow(
      context.saved(0).readOnly, with: context.outputGradient().readOnly, into: gradient)
  }

  /// The mean of each feature, then its mean squared distance from it, over all rows in order, in
  /// Double.
  /// - Throws: ``LayerError`` for data without a row.
  /// - Complexity: O(elements), read twice.
  public func fit(_ input: TensorView<Float>) throws(LayerError) -> [Tensor<Float>] {
    let (rows, features) = (input.shape.rows, input.shape.columns)
    guard rows > 0 else {
      throw LayerError("normalization", expected: "data to fit", got: "no row")
    }
    var mean = [Double](repeating: 0, count: features)
    var variance = mean
    input.withSpan { x in
      for row in 0..<rows {
        for feature in 0..<features { mean[feature] += Double(x[row * features + feature]) }
      }
      for feature in 0..<features { mean[feature] /= Double(rows) }
      for row in 0..<rows {
        for feature in 0..<features {
          let distance = Double(x[row * features + feature]) - mean[feature]
          variance[feature] += distance * distance
        }
      }
    }
    return [
      Tensor(mean.map { Float($0) }),
      Tensor(
        variance.map { sum in
          let value = Float(sum / Double(rows))
          return value > 0 ? value : 1
        }),
    ]
  }
}
