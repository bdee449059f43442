import StrataPlugin
public import StrataTensor

/// y = f(x·W + b): every output is connected with every input.
///
/// Shapes: x [batch, ..., inputs], `weight` [inputs, units], `bias` [units],
/// y [batch, ..., units].
public struct Dense: Layer {
  /// `dense`.
  public static let kind = "dense"

  /// The number of outputs, over 0.
  public let units: Int
  /// The function f.
  public let activation: AnyActivation
  /// Whether b is added.
  public let hasBias: Bool
  /// What W begins with.
  public let weightInitializer: any Initializer
  /// What b begins with.
  public let biasInitializer: any Initializer

  /// A dense layer.
  /// - Parameters:
  ///   - units: The number of outputs; a number below 1 is refused when a model is built.
  ///   - activation: The function f.
  ///   - bias: Whether b is added.
  ///   - weightInitializer: What W begins with.
  ///   - biasInitializer: What b begins with.
  public init(
    _ units: Int, activation: some Activation = .identity, bias: Bool = true,
    weightInitializer: some Initializer = .glorotUniform,
    biasInitializer: some Initializer = .zeros
  ) {
    self.units = units
    self.activation = AnyActivation(activation)
    self.hasBias = bias
    self.weightInitializer = weightInitializer
    self.biasInitializer = biasInitializer
  }

  /// Whether f is at hand.
  public var isKnown: Bool { activation.isKnown }
  /// f.
  public var finalActivation: AnyActivation? { activation }

  /// [batch, ..., inputs] becomes [batch, ..., units].
  /// - Throws: ``LayerError`` for units below 1, an open last axis, an activation that is unknown or
  ///   cannot be applied.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    _ = try features(of: input)
    guard units > 0 else {
      throw LayerError("dense: units", expected: "a number over 0", got: "\(units)")
    }
    let output = ValueType(input.dtype, input.dimensions.dropLast() + [.fixed(units)])
    try activation.check(for: output)
    return [output]
  }

  /// `weight` [inputs, units], then `bias` [units] if there is one.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec] {
    let features = try features(of: try onlyInput(inputs))
    let fans = Fans(input: features, output: units)
    let shape: Shape
    do throws(TensorError) {
      shape = try Shape([features, units])
    } catch {
      throw LayerError(
        Self.kind, expected: "weights that can be counted", got: "\(features) × \(units)")
    }
    let weight = ParameterSpec(
      "weight", shape, weightInitializer, fans: fans, isMatrix: true)
    let bias = ParameterSpec("bias", [units], biasInitializer, fans: fans)
    return hasBias ? [weight, bias] : [weight]
  }

  /// The sums x·W + b, where the activation's derivative needs them.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    try activation.resolved().needsInput ? outputs(for: inputs) : []
  }

  /// If f is: nothing is computed but by it, matrix products and sums.
  public func isRecordable(in mode: Mode) -> Bool {
    (try? activation.resolved())?.isRecordable ?? false
  }

  /// One matrix product, its bias, and f.
  /// - Throws: ``LayerError`` for an unknown activation.
  public func forward<T: Real>(_ context: ForwardContext<T>) throws(LayerError) {
    let function = try activation.resolved()
    let output = context.output()
    let sums = function.needsInput ? context.saved() : output
    context.arithmetic.product(
      context.input(), context.matrix(0), into: sums,
      bias: hasBias ? context.parameter(1) : nil)
    function.apply(to: sums.readOnly, into: output, context.arithmetic)
  }

  /// With δ = dy · f′: dW = xᵀ·δ, db = Σ δ over the samples, dx = δ·Wᵀ.
  /// - Throws: ``LayerError`` for an unknown activation.
  public func backward<T: Real>(_ context: BackwardContext<T>) throws(LayerError) {
    let function = try activation.resolved()
    let input = context.input()
    let delta = context.outputGradient()
    let sums = function.needsInput ? context.saved().readOnly : context.output()
    function.applyGradient(
      x: sums, y: context.output(), dy: delta.readOnly, into: delta, context.arithmetic)

    let samples = input.shape[0]
    let rowsPerSample = samples == 0 ? 1 : input.shape.rows / samples
    if let gradient = context.parameterGradient(0) {
      context.arithmetic.product(
        input, delta.readOnly, into: gradient, transposing: .first,
        order: .samples(rowsPerSample: rowsPerSample))
    }
    if hasBias, let gradient = context.parameterGradient(1) {
      context.arithmetic.columnSums(delta.readOnly, into: gradient, rowsPerSample: rowsPerSample)
    }
    if let gradient = context.inputGradient() {
      context.arithmetic.product(
        delta.readOnly, context.parameter(0), into: gradient, transposing: .second)
    }
  }
}

extension Dense {
  private enum CodingKeys: CodingKey {
    case units, activation, bias, weight, weightInitializer, biasInitializer
  }

  /// Reads `units`, and optionally `activation`, `bias` (true, false, or its first values),
  /// `weight` (its first values, inputs × units), `weightInitializer` and `biasInitializer`.
  /// - Throws: `DecodingError`; ``LayerError`` for rows of different lengths.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    units = try container.decode(Int.self, forKey: .units)
    activation =
      try container.decodeIfPresent(AnyActivation.self, forKey: .activation)
      ?? AnyActivation(.identity)
    if let rows = try container.decodeIfPresent([[Float]].self, forKey: .weight) {
      weightInitializer = try GivenValues(rows: rows)
    } else {
      weightInitializer =
        try container.decodeIfPresent(AnyInitializer.self, forKey: .weightInitializer)
        ?? AnyInitializer(.glorotUniform)
    }
    if let uses = try? container.decodeIfPresent(Bool.self, forKey: .bias) {
      hasBias = uses
      biasInitializer =
        try container.decodeIfPresent(AnyInitializer.self, forKey: .biasInitializer)
        ?? AnyInitializer(.zeros)
    } else if let values = try container.decodeIfPresent([Float].self, forKey: .bias) {
      hasBias = true
      biasInitializer = GivenValues(values)
    } else {
      hasBias = true
      biasInitializer =
        try container.decodeIfPresent(AnyInitializer.self, forKey: .biasInitializer)
        ?? AnyInitializer(.zeros)
    }
  }

  /// Writes what differs from the defaults. First values given one by one are not written: they
  /// are in the model's parameters.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(units, forKey: .units)
    if activation != AnyActivation(.identity) {
      try container.encode(activation, forKey: .activation)
    }
    if !hasBias { try container.encode(false, forKey: .bias) }
    if let initializer = Self.written(weightInitializer, unless: .glorotUniform) {
      try container.encode(initializer, forKey: .weightInitializer)
    }
    if let initializer = Self.written(biasInitializer, unless: .zeros) {
      try container.encode(initializer, forKey: .biasInitializer)
    }
  }

  private static func written(
    _ initializer: any Initializer, unless standard: some Initializer
  ) -> AnyInitializer? {
    if initializer is GivenValues { return nil }
    let any = AnyInitializer(initializer)
    return any == AnyInitializer(standard) ? nil : any
  }

  // Boxed alike: a layer from a file holds its initializers in boxes, one made in code does not.
  private var identity: [AnyHashable] {
    [
      units, activation, hasBias, AnyInitializer(weightInitializer),
      AnyInitializer(biasInitializer),
    ]
  }
  /// Equal in every hyperparameter.
  public static func == (a: Dense, b: Dense) -> Bool { a.identity == b.identity }
  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}
