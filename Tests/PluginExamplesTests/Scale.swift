import Strata

/// y = x · w, with a trained weight for each feature: a layer with parameters, complete.
///
/// Shapes: x and y [batch, ..., features], `weight` [features].
struct Scale: Layer {
  static let kind = "scale"

  /// What the weights begin with.
  let initial: Float

  init(initial: Float = 1) { self.initial = initial }

  private enum CodingKeys: CodingKey { case initial }

  /// A person may leave `initial` out.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    initial = try container.decodeIfPresent(Float.self, forKey: .initial) ?? 1
  }

  func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard initial.isFinite else {
      throw LayerError("scale: initial", expected: "a finite number", got: "\(initial)")
    }
    let input = try onlyInput(inputs)
    _ = try features(of: input)
    return [input]
  }

  func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec] {
    [ParameterSpec("weight", [try features(of: try onlyInput(inputs))], .constant(initial))]
  }

  func forward<T: Real>(_ context: ForwardContext<T>) {
    context.arithmetic.multiplyRow(
      context.parameter(0), with: context.input(), into: context.output())
  }

  /// dx = δ · w; dw = Σ δ · x, over the samples and all that lies between them and the features.
  func backward<T: Real>(_ context: BackwardContext<T>) {
    let (x, delta) = (context.input(), context.outputGradient())
    if let gradient = context.inputGradient() {
      context.arithmetic.multiplyRow(context.parameter(0), with: delta.readOnly, into: gradient)
    }
    if let gradient = context.parameterGradient(0) {
      context.arithmetic.multiply(delta.readOnly, x, into: delta)
      let samples = max(x.shape[0], 1)
      context.arithmetic.columnSums(
        delta.readOnly, into: gradient, rowsPerSample: x.shape.rows / samples)
    }
  }
}
