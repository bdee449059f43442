import StrataPlugin
public import StrataTensor

/// A class number becomes a row of zeros with a 1 in its place.
///
/// Shapes: x [batch, ...], `int32`, every number in `0..<count`; y [batch, ..., count]. Another number
/// is refused when the network runs. No gradient flows into whole numbers.
public struct OneHot: Layer {
  /// `oneHot`.
  public static let kind = "oneHot"
  /// What a list of plugins says of it.
  public static let summary = "A class number becomes a row of zeros with a 1 in its place"

  /// The number of classes, from 1 to 2²⁴.
  public let count: Int

  /// A layer for so many classes; a number out of range is refused when a model is built.
  public init(_ count: Int) { self.count = count }

  /// [batch, ...] becomes [batch, ..., count].
  /// - Throws: ``LayerError`` for a count out of range, and for an input that is not `int32`.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard count > 0, count <= 1 << 24 else {
      throw LayerError("oneHot: count", expected: "a number from 1 to \(1 << 24)", got: "\(count)")
    }
    let input = try onlyIntegerInput(inputs)
    return [ValueType(.float32, input.dimensions + [.fixed(count)])]
  }

  /// y[…, j] = 1 where x[…] = j, else 0.
  /// - Throws: ``LayerError`` for a number that is no class.
  public func forward<T: Real>(_ context: ForwardContext<T>) throws(LayerError) {
    let (input, output) = (context.input(), context.output())
    try checkIntegers(input, below: count, firstSample: context.firstSample)
    output.fill(0)
    for place in 0..<input.count { output[place * count + Int(input[place])] = 1 }
  }

  /// Nothing: there is no gradient.
  public func backward<T: Real>(_ context: BackwardContext<T>) {}
}
