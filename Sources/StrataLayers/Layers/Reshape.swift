import StrataPlugin
public import StrataTensor

/// Gives each sample another shape of the same count: [batch, ...] becomes [batch, shape...], in
/// row-major order.
public struct Reshape: Layer {
  /// `reshape`.
  public static let kind = "reshape"
  /// What a list of plugins says of it.
  public static let summary = "Gives each sample another shape of the same count"

  /// The shape of a sample, without the batch.
  public let shape: Shape

  /// A layer that gives each sample this shape.
  public init(_ shape: Shape) { self.shape = shape }

  /// The new shape behind the batch.
  /// - Throws: ``LayerError`` if the counts differ or an axis of the sample is open.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    guard input.sampleCount == shape.count else {
      throw LayerError(
        "reshape", expected: "samples of \(shape.count) values for the shape \(shape)",
        got: "\(input)")
    }
    return [ValueType(input.dtype, [input.dimensions[0]] + shape.array.map { .fixed($0) })]
  }

  /// Yes.
  public func isRecordable(in mode: Mode) -> Bool { true }

  /// Copies.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    context.arithmetic.copy(context.input(), into: context.output())
  }

  /// Copies back.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    guard let gradient = context.inputGradient() else { return }
    context.arithmetic.copy(context.outputGradient().readOnly, into: gradient)
  }
}
