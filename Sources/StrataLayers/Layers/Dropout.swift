import StrataPlugin
public import StrataTensor

/// While training, sets each value to 0 with the probability `rate` and multiplies the others by
/// 1 / (1 − rate); does nothing else (N. Srivastava et al., "Dropout: a simple way to prevent
/// neural networks from overfitting", JMLR 2014, in the inverted form).
///
/// Shapes: any, unchanged. Which values are dropped depends on the seed, the node, the step, the
/// sample's place in the global batch and the element alone.
public struct Dropout: Layer {
  /// `dropout`.
  public static let kind = "dropout"
  /// What a list of plugins says of it.
  public static let summary = "Sets values to 0 at random while training"

  /// The probability of a 0, at least 0 and below 1.
  public let rate: Float

  /// Dropout; a rate outside 0..<1 is refused when a model is built.
  public init(_ rate: Float) { self.rate = rate }

  /// The input's type.
  /// - Throws: ``LayerError`` for a rate outside 0..<1.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    try DropMask(rate: rate).check(Self.kind)
    return [try onlyInput(inputs)]
  }

  /// The mask: 0 or 1 / (1 − rate) a value.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    [try onlyInput(inputs)]
  }

  /// Where nothing is drawn.
  public func isRecordable(in mode: Mode) -> Bool { mode == .inference }

  /// y = x · mask while training, else x.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    let (input, output) = (context.input(), context.output())
    guard context.mode == .training else { return context.arithmetic.copy(input, into: output) }
    let mask = context.saved()
    DropMask(rate: rate).draw(
      into: mask, kept: 1 / (1 - T(rate)), context.random, firstSample: context.firstSample)
    context.arithmetic.multiply(input, mask.readOnly, into: output)
  }

  /// dx = dy · mask while training, else dy.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    guard let gradient = context.inputGradient() else { return }
    let dy = context.outputGradient().readOnly
    guard context.mode == .training else { return context.arithmetic.copy(dy, into: gradient) }
    context.arithmetic.multiply(dy, context.saved().readOnly, into: gradient)
  }
}
