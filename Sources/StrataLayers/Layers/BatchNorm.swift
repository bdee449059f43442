import StrataPlugin
public import StrataTensor

/// Batch normalisation: y = gain · (x − mean) / √(variance + epsilon) + offset, feature by feature
/// (S. Ioffe and C. Szegedy, "Batch normalization: accelerating deep network training by reducing
/// internal covariate shift", ICML 2015).
///
/// Shapes: x and y [batch, ..., features]; `gain` and `offset` [features], trained; `mean` and
/// `variance` [features], running, not trained. The statistics are over all axes but the last.
///
/// While training, mean and variance are those of the batch, the variance divided by the number of
/// rows n; and the running ones move towards them, running ← running + momentum · (batch − running),
/// where the running variance takes the batch's divided by n − 1, as PyTorch does. In inference they
/// are the running ones, so that an answer depends on its own sample alone.
///
/// A batch of a single row tells nothing about the variance: its output is `offset`, no gradient
/// passes to its input, and the running variance stays as it is. Training on such batches teaches
/// the layers before this one nothing; a last, smaller batch of an epoch may be one.
public struct BatchNorm: Layer {
  /// `batchNorm`.
  public static let kind = "batchNorm"
  /// What a list of plugins says of it.
  public static let summary = "Brings each feature to mean 0 and variance 1 over the batch"

  /// How far the running statistics move towards those of a batch, from 0 to 1: what Keras calls
  /// 1 − momentum.
  public let momentum: Float
  /// Keeps the quotient finite where a feature does not vary; over 0.
  public let epsilon: Float

  /// Batch normalisation; numbers out of range are refused when a model is built.
  public init(momentum: Float = 0.1, epsilon: Float = 1e-5) {
    self.momentum = momentum
    self.epsilon = epsilon
  }

  private enum CodingKeys: CodingKey { case momentum, epsilon }

  /// Reads `momentum` (default 0.1) and `epsilon` (1e-5).
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    momentum = try container.decodeIfPresent(Float.self, forKey: .momentum) ?? 0.1
    epsilon = try container.decodeIfPresent(Float.self, forKey: .epsilon) ?? 1e-5
  }

  /// The input's type.
  /// - Throws: ``LayerError`` for numbers out of range, and if the last axis is open.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard momentum >= 0, momentum <= 1 else {
      throw LayerError("batchNorm: momentum", expected: "a number from 0 to 1", got: "\(momentum)")
    }
    guard epsilon > 0, epsilon.isFinite else {
      throw LayerError(
        "batchNorm: epsilon", expected: "a finite number over 0", got: "\(epsilon)")
    }
    let input = try onlyInput(inputs)
    _ = try features(of: input)
    return [input]
  }

  private enum Parameter { static let (gain, offset, mean, variance) = (0, 1, 2, 3) }

  /// `gain` and `offset`, trained, then `mean` and `variance`, which run along.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec] {
    let features = try features(of: try onlyInput(inputs))
    return [
      ParameterSpec("gain", [features], .constant(1)),
      ParameterSpec("offset", [features], .zeros),
      ParameterSpec("mean", [features], .zeros, isTrainable: false),
      ParameterSpec("variance", [features], .constant(1), isTrainable: false),
    ]
  }

  private enum Saved { static let (normalized, inverse, a, b) = (0, 1, 2, 3) }

  /// (x − mean) / √(variance + epsilon), 1 / √(variance + epsilon), and room for two numbers a
  /// feature.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    let row = ValueType(.float32, [.fixed(try features(of: input))])
    return [input, row, row, row]
  }

  /// Yes: sums over samples and steps by element, the same ones for every batch of a size.
  public func isRecordable(in mode: Mode) -> Bool { true }

  /// y from the batch's statistics, which move the running ones; or from the running ones.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    if context.mode == .training { train(context) } else { infer(context) }
  }

  /// y = x · scale + shift, rounded once, with scale = gain / √(variance + epsilon) and
  /// shift = offset − mean · scale.
  private func infer<T: Real>(_ context: ForwardContext<T>) {
    let (arithmetic, epsilon) = (context.arithmetic, T(epsilon))
    let (scale, shift) = (context.saved(Saved.a), context.saved(Saved.b))
    let variance = context.parameter(Parameter.variance)
    arithmetic.map(context.parameter(Parameter.gain), variance, variance, into: scale) {
      gain, variance, _ in gain / (variance + epsilon).squareRoot()
    }
    arithmetic.map(
      context.parameter(Parameter.offset), context.parameter(Parameter.mean), scale.readOnly,
      into: shift
    ) { offset, mean, scale in offset - mean * scale }
    arithmetic.affineRow(
      context.input(), scale: scale.readOnly, offset: shift.readOnly, into: context.output())
  }

  private func train<T: Real>(_ context: ForwardContext<T>) {
    let (arithmetic, epsilon, x) = (context.arithmetic, T(epsilon), context.input())
    let rows = Rows(of: x.shape)
    let (normalized, inverse) = (context.saved(Saved.normalized), context.saved(Saved.inverse))
    let (mean, room, squares) = (context.saved(Saved.a), context.saved(Saved.b), context.output())

    arithmetic.columnSums(x, into: mean, rowsPerSample: rows.perSample)
    let count = T(rows.count)
    arithmetic.map(mean.readOnly, into: mean) { $0 / count }
    move(Parameter.mean, to: mean, context)

    // The squares of distances from the mean, not the mean of squares: nothing cancels.
    arithmetic.scale(mean.readOnly, by: -1, into: room)
    arithmetic.addRow(room.readOnly, to: x, into: normalized)
    arithmetic.multiply(normalized.readOnly, normalized.readOnly, into: squares)
    arithmetic.columnSums(squares.readOnly, into: room, rowsPerSample: rows.perSample)
    arithmetic.map(room.readOnly, into: inverse) { 1 / ($0 / count + epsilon).squareRoot() }
    if rows.count > 1 {
      arithmetic.map(room.readOnly, into: room) { $0 / (count - 1) }
      move(Parameter.variance, to: room, context)
    }

    arithmetic.multiplyRow(inverse.readOnly, with: normalized.readOnly, into: normalized)
    arithmetic.affineRow(
      normalized.readOnly, scale: context.parameter(Parameter.gain),
      offset: context.parameter(Parameter.offset), into: context.output())
  }

  private func move<T: Real>(
    _ parameter: Int, to batch: MutableTensorView<T>, _ context: ForwardContext<T>
  ) {
    guard let running = context.state(parameter) else { return }
    let (momentum, old) = (T(momentum), running.readOnly)
    context.arithmetic.map(old, batch.readOnly, old, into: running) { running, batch, _ in
      running + momentum * (batch - running)
    }
  }

  /// With x̂ the normalised input: dgain = Σ dy·x̂ and doffset = Σ dy over the samples. While training,
  /// dx = gain / √(variance + epsilon) · (dy − doffset/n − x̂ · dgain/n): what mean and variance owe
  /// to x is in it. In inference they are constants: dx = gain / √(variance + epsilon) · dy.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    if context.mode == .training { trainBackward(context) } else { inferBackward(context) }
  }

  private func inferBackward<T: Real>(_ context: BackwardContext<T>) {
    let (arithmetic, epsilon, dy) = (context.arithmetic, T(epsilon), context.outputGradient())
    let rows = Rows(of: dy.shape)
    let (normalized, inverse) = (context.saved(Saved.normalized), context.saved(Saved.inverse))
    let shift = context.saved(Saved.a)
    arithmetic.map(context.parameter(Parameter.variance), into: inverse) {
      1 / ($0 + epsilon).squareRoot()
    }
    arithmetic.map(
      context.parameter(Parameter.mean), inverse.readOnly, inverse.readOnly, into: shift
    ) { mean, inverse, _ in -mean * inverse }
    arithmetic.affineRow(
      context.input(), scale: inverse.readOnly, offset: shift.readOnly, into: normalized)
    if let gradient = context.parameterGradient(Parameter.gain) {
      arithmetic.multiply(dy.readOnly, normalized.readOnly, into: normalized)
      arithmetic.columnSums(normalized.readOnly, into: gradient, rowsPerSample: rows.perSample)
    }
    if let gradient = context.parameterGradient(Parameter.offset) {
      arithmetic.columnSums(dy.readOnly, into: gradient, rowsPerSample: rows.perSample)
    }
    guard let dx = context.inputGradient() else { return }
    arithmetic.multiply(inverse.readOnly, context.parameter(Parameter.gain), into: inverse)
    arithmetic.multiplyRow(inverse.readOnly, with: dy.readOnly, into: dx)
  }

  private func trainBackward<T: Real>(_ context: BackwardContext<T>) {
    let (arithmetic, dy) = (context.arithmetic, context.outputGradient())
    let rows = Rows(of: dy.shape)
    let normalized = context.saved(Saved.normalized)
    let gainGradient = context.parameterGradient(Parameter.gain) ?? context.saved(Saved.a)
    let offsetGradient = context.parameterGradient(Parameter.offset) ?? context.saved(Saved.b)
    let products = context.inputGradient() ?? normalized
    arithmetic.multiply(dy.readOnly, normalized.readOnly, into: products)
    arithmetic.columnSums(products.readOnly, into: gainGradient, rowsPerSample: rows.perSample)
    arithmetic.columnSums(dy.readOnly, into: offsetGradient, rowsPerSample: rows.perSample)
    guard let dx = context.inputGradient() else { return }

    // dx = x̂ · slope + shift + dy · scale.
    let scale = context.saved(Saved.inverse)
    let (slope, shift, count) = (context.saved(Saved.a), context.saved(Saved.b), T(rows.count))
    arithmetic.multiply(scale.readOnly, context.parameter(Parameter.gain), into: scale)
    for (sums, factors) in [(gainGradient, slope), (offsetGradient, shift)] {
      arithmetic.map(sums.readOnly, scale.readOnly, scale.readOnly, into: factors) {
        sum, scale, _ in -(sum / count) * scale
      }
    }
    arithmetic.affineRow(
      normalized.readOnly, scale: slope.readOnly, offset: shift.readOnly, into: dx)
    arithmetic.multiplyRow(scale.readOnly, with: dy.readOnly, into: dy)
    arithmetic.add(dx.readOnly, dy.readOnly, into: dx)
  }

  /// What a sum over samples runs over.
  private struct Rows {
    /// At least 1, so that nothing is divided by 0 where an axis is empty.
    let count: Int
    let perSample: Int

    init(of shape: Shape) {
      count = max(shape.rows, 1)
      perSample = shape[0] == 0 ? 1 : shape.rows / shape[0]
    }
  }
}
