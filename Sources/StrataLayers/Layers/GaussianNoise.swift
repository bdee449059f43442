import StrataPlugin
public import StrataTensor

/// y = x + deviation · z while training, with z of the standard normal distribution; else y = x.
///
/// Noise on inputs or hidden values keeps a network from leaning on details of them (C. Bishop,
/// "Training with noise is equivalent to Tikhonov regularization", Neural Computation 7 (1), 1995).
///
/// Shapes: any, unchanged. What is drawn depends on the seed, the node, the step, the sample's place
/// in the global batch and the element alone.
public struct GaussianNoise: Layer {
  /// `gaussianNoise`.
  public static let kind = "gaussianNoise"
  /// What a list of plugins says of it.
  public static let summary = "Adds normal noise while training"

  /// The standard deviation of the noise, in units of x; a finite number of at least 0.
  public let deviation: Float

  /// Noise; a deviation out of range is refused when a model is built.
  public init(_ deviation: Float) { self.deviation = deviation }

  /// The input's type.
  /// - Throws: ``LayerError`` for a deviation that is below 0 or not finite.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard deviation >= 0, deviation.isFinite else {
      throw LayerError(
        "gaussianNoise: deviation", expected: "a finite number of at least 0",
        got: "\(deviation)")
    }
    return [try onlyInput(inputs)]
  }

  /// Where nothing is drawn.
  public func isRecordable(in mode: Mode) -> Bool { mode == .inference }

  /// y = x + deviation · z while training, each operation rounded; else x.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    let (input, output) = (context.input(), context.output())
    context.arithmetic.copy(input, into: output)
    guard context.mode == .training, output.count > 0 else { return }
    let samples = output.shape[0]
    let (length, deviation) = (output.count / samples, T(deviation))
    let (random, firstSample) = (context.random, context.firstSample)
    output.withMutableSpan { values in
      for sample in 0..<samples {
        let start = sample * length
        for block in 0..<(length + 3) / 4 {
          let normals = random.normals(sample: firstSample + sample, block: block)
          let four: InlineArray<4, Float> = [normals.0, normals.1, normals.2, normals.3]
          for lane in 0..<min(4, length - block * 4) {
            values[start + block * 4 + lane] += deviation * T(four[lane])
          }
        }
      }
    }
  }

  /// dx = dy.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    guard let gradient = context.inputGradient() else { return }
    context.arithmetic.copy(context.outputGradient().readOnly, into: gradient)
  }
}
