import StrataPlugin
public import StrataTensor

/// Makes each sample a vector: [batch, a, b, ...] becomes [batch, a·b·...], in row-major order.
public struct Flatten: Layer {
  /// `flatten`.
  public static let kind = "flatten"
  /// What a list of plugins says of it.
  public static let summary = "Makes each sample a vector"

  /// The layer; it has nothing to configure.
  public init() {}

  /// One axis beside the batch.
  /// - Throws: ``LayerError`` if an axis of the sample is open.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    guard let count = input.sampleCount else {
      throw LayerError("flatten", expected: "samples of a fixed shape", got: "\(input)")
    }
    return [ValueType(input.dtype, [input.dimensions[0], .fixed(count)])]
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
