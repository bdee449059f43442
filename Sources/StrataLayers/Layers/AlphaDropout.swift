import StrataPlugin
public import StrataTensor

/// Dropout for networks of SELU: while training, sets each value with the probability `rate` to
/// α′ = −λα, the value that SELU comes near far below 0, then scales and shifts all of them so that
/// mean 0 and variance 1 stay what they are (G. Klambauer et al., "Self-normalizing neural
/// networks", NeurIPS 2017, section 3).
///
/// With q = 1 − rate: y = a·x + b, or a·α′ + b where x is dropped, a = 1/√(q + α′²·q·(1 − q)) and
/// b = −a·(1 − q)·α′. In inference y = x.
///
/// Shapes: any, unchanged. Which values are dropped depends on the seed, the node, the step, the
/// sample's place in the global batch and the element alone.
public struct AlphaDropout: Layer {
  /// `alphaDropout`.
  public static let kind = "alphaDropout"
  /// What a list of plugins says of it.
  public static let summary = "Dropout for networks of SELU: keeps mean and variance"

  /// The probability of being dropped, at least 0 and below 1.
  public let rate: Float

  /// Dropout that keeps mean and variance; a rate outside 0..<1 is refused when a model is built.
  public init(_ rate: Float) { self.rate = rate }

  /// The input's type.
  /// - Throws: ``LayerError`` for a rate outside 0..<1.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    try DropMask(rate: rate).check(Self.kind)
    return [try onlyInput(inputs)]
  }

  /// The mask: 0 or a, a value.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    [try onlyInput(inputs)]
  }

  /// Where nothing is drawn.
  public func isRecordable(in mode: Mode) -> Bool { mode == .inference }

  /// y as above while training, else x.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    let (input, output) = (context.input(), context.output())
    guard context.mode == .training else { return context.arithmetic.copy(input, into: output) }
    let (mask, line) = (context.saved(), Line<T>(rate: rate))
    DropMask(rate: rate).draw(
      into: mask, kept: line.scale, context.random, firstSample: context.firstSample)
    output.withMutableSpan { y in
      input.withSpan { x in
        mask.readOnly.withSpan { mask in
          for index in x.indices { y[index] = line(x[index], mask[index]) }
        }
      }
    }
  }

  /// dx = dy · mask while training, else dy.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    guard let gradient = context.inputGradient() else { return }
    let dy = context.outputGradient().readOnly
    guard context.mode == .training else { return context.arithmetic.copy(dy, into: gradient) }
    context.arithmetic.multiply(dy, context.saved().readOnly, into: gradient)
  }

  private struct Line<Number: Real> {
    /// a
    let scale: Number
    /// b
    let offset: Number
    /// a·α′ + b
    let dropped: Number

    /// Computed in Double and rounded once.
    init(rate: Float) {
      let alpha = -1.050_700_987_355_480_5 * 1.673_263_242_354_377_2
      let (kept, rate) = (1 - Double(rate), Double(rate))
      let scale = 1 / (kept + alpha * alpha * kept * rate).squareRoot()
      let offset = -scale * rate * alpha
      self.scale = Number(scale)
      self.offset = Number(offset)
      dropped = Number(scale * alpha + offset)
    }

    func callAsFunction(_ x: Number, _ mask: Number) -> Number {
      mask == 0 ? dropped : x * mask + offset
    }
  }
}
