import StrataPlugin
public import StrataTensor

/// y = scale · x + offset, with two fixed numbers: such as 1/255 and 0 for 8-bit pixels.
///
/// Shapes: any, unchanged.
public struct Rescaling: Layer {
  /// `rescaling`.
  public static let kind = "rescaling"
  /// What a list of plugins says of it.
  public static let summary = "scale · x + offset with two fixed numbers, such as 1/255 for pixels"

  /// What values are multiplied with.
  public let scale: Float
  /// What is added then.
  public let offset: Float

  /// A layer that scales and shifts; numbers that are not finite are refused when a model is built.
  public init(scale: Float, offset: Float = 0) {
    self.scale = scale
    self.offset = offset
  }

  private enum CodingKeys: CodingKey { case scale, offset }

  /// Reads `scale`, and `offset` (default 0).
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    scale = try container.decode(Float.self, forKey: .scale)
    offset = try container.decodeIfPresent(Float.self, forKey: .offset) ?? 0
  }

  /// The input's type.
  /// - Throws: ``LayerError`` for numbers that are not finite.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard scale.isFinite, offset.isFinite else {
      throw LayerError(
        "rescaling", expected: "a finite scale and offset", got: "\(scale) and \(offset)")
    }
    return [try onlyInput(inputs)]
  }

  /// Yes.
  public func isRecordable(in mode: Mode) -> Bool { true }

  /// y = scale · x + offset, each operation rounded.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    context.arithmetic.map(
      context.input(), into: context.output(), Line(scale: T(scale), offset: T(offset)))
  }

  private struct Line<Number: Real>: ElementFunction {
    let scale: Number
    let offset: Number

    func callAsFunction(_ x: Number) -> Number { x * scale + offset }
  }

  /// dx = scale · dy.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    guard let gradient = context.inputGradient() else { return }
    context.arithmetic.scale(context.outputGradient().readOnly, by: T(scale), into: gradient)
  }
}
