import StrataPlugin
public import StrataTensor

/// y = f(x·W + b): every output is connected with every input.
///
/// Shapes: x [batch, ..., inputs], `weight` [inputs, units], `bias` [units],
/// y [batch, ..., units].
public struct Dense: Layer {
  /// `dense`.
  public static let kind = "dense"
  /// What a list of plugins says of it.
  public static let summary = "f(x·W + b): every output is connected with every input"

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
  /// What large weights W cost while they are trained.
  public let penalty: Penalty?
  /// What W is brought back to after each step of a training.
  public let constraint: AnyConstraint?

  /// A dense layer.
  /// - Parameters:
  ///   - units: The number of outputs; a number below 1 is refused when a model is built.
  ///   - activation: The function f.
  ///   - bias: Whether b is added.
  ///   - weightInitializer: What W begins with.
  ///   - biasInitializer: What b begins with.
  ///   - penalty: What large weights W cost while they are trained, such as `.l2(1e-4)`.
  ///   - constraint: What W is brought back to after each step of a training, such as `.maxNorm(2)`.
  public init(
    _ units: Int, activation: some Activation = .identity, bias: Bool = true,
    weightInitializer: some Initializer = .glorotUniform,
    biasInitializer: some Initializer = .zeros, penalty: Penalty? = nil,
    constraint: (any Constraint)? = nil
  ) {
    self.units = units
    self.activation = AnyActivation(activation)
    self.hasBias = bias
    self.weightInitializer = weightInitializer
    self.biasInitializer = biasInitializer
    self.penalty = penalty
    self.constraint = constraint.map { AnyConstraint($0) }
  }

  /// Whether f and the constraint are at hand.
  public var isKnown: Bool { activation.isKnown && constraint?.isKnown != false }
  /// f.
  public var finalActivation: AnyActivation? { activation }

  /// [batch, ..., inputs] becomes [batch, ..., units].
  /// - Throws: ``LayerError`` for units below 1, an open last axis, a penalty or constraint out of
  ///   range, an activation that is unknown or cannot be applied, an unknown constraint.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    _ = try features(of: input)
    guard units > 0 else {
      throw LayerError("dense: units", expected: "a number over 0", got: "\(units)")
    }
    let output = ValueType(input.dtype, input.dimensions.dropLast() + [.fixed(units)])
    try activation.check(for: output)
    try penalty?.check(Self.kind)
    _ = try constraint?.resolved()
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
      "weight", shape, weightInitializer, fans: fans, isMatrix: true, penalty: penalty,
      constraint: try constraint?.resolved())
    let bias = ParameterSpec("bias", [units], biasInitializer, fans: fans)
    return hasBias ? [weight, bias] : [weight]
  }

  /// 2 · inputs · units for each row that a sample has.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func operationCount(for inputs: [ValueType]) throws(LayerError) -> Double {
    let input = try onlyInput(inputs)
    let rows = input.sample.dropLast().reduce(1.0) { $0 * Double($1.length ?? 1) }
    return 2 * rows * Double(try features(of: input)) * Double(units)
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
