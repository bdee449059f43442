import StrataPlugin
public import StrataTensor

/// A row of a table that is learned for each whole number, such as the number of a word.
///
/// Shapes: x [batch, ...], `int32`, every number in `0..<count`; `weight` [count, units]; y
/// [batch, ..., units] with y[…] = weight[x[…]]. Another number is refused when the network runs. No
/// gradient flows into whole numbers.
///
/// The gradient of a row of the table is the sum of dy over the places where the row was taken, in
/// the order of a sum over samples: within leaves of 64 consecutive samples of the batch from the first
/// place to the last, the leaves joined by the balanced binary tree. A leaf without such a place counts
/// as 0. So the bits are those of a ``Dense`` layer without bias behind a ``OneHot``.
public struct Embedding: Layer {
  /// `embedding`.
  public static let kind = "embedding"
  /// What a list of plugins says of it.
  public static let summary = "A learned row of a table for each whole number"

  /// The number of rows of the table, from 1 to 2²⁴.
  public let count: Int
  /// The length of a row, over 0.
  public let units: Int
  /// A number whose row is taken for zeros and not trained, such as one that fills short texts up; nil
  /// for none.
  public let padding: Int?
  /// What the table begins with.
  public let weightInitializer: AnyInitializer

  /// An embedding; numbers out of range are refused when a model is built.
  /// - Parameters:
  ///   - count: The number of rows of the table, from 1 to 2²⁴.
  ///   - units: The length of a row, over 0.
  ///   - padding: A number in `0..<count` that gives zeros.
  ///   - weightInitializer: What the table begins with.
  public init(
    _ count: Int, units: Int, padding: Int? = nil,
    weightInitializer: some Initializer = .uniform()
  ) {
    self.count = count
    self.units = units
    self.padding = padding
    self.weightInitializer = AnyInitializer(weightInitializer)
  }

  /// [batch, ...] becomes [batch, ..., units].
  /// - Throws: ``LayerError`` for numbers out of range, and for an input that is not `int32`.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard count > 0, count <= Self.mostPlaces else {
      throw LayerError(
        "embedding: count", expected: "a number from 1 to \(Self.mostPlaces)", got: "\(count)")
    }
    guard units > 0 else {
      throw LayerError("embedding: units", expected: "a number over 0", got: "\(units)")
    }
    if let padding, padding < 0 || padding >= count {
      throw LayerError(
        "embedding: padding", expected: "a number from 0 to \(count - 1)", got: "\(padding)")
    }
    let input = try onlyIntegerInput(inputs)
    return [ValueType(.float32, input.dimensions + [.fixed(units)])]
  }

  /// `weight` [count, units].
  /// - Throws: ``LayerError`` for a table too large to be counted.
  public func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec] {
    do throws(TensorError) {
      let fans = Fans(input: count, output: units)
      return [ParameterSpec("weight", try Shape([count, units]), weightInitializer, fans: fans)]
    } catch {
      throw LayerError(
        Self.kind, expected: "weights that can be counted", got: "\(count) × \(units)")
    }
  }

  private enum Saved { static let (next, sums) = (0, 1) }

  /// Room for a place of the batch, a place, and for the unfinished sums of one row.
  /// - Throws: ``LayerError`` as ``outputs(for:)`` does.
  public func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyIntegerInput(inputs)
    return [
      ValueType(.float32, input.dimensions),
      ValueType(.float32, [.fixed(TableGradient.mostSums), .fixed(units)]),
    ]
  }

  /// The places of a batch are counted in Float, which is exact up to there.
  private static let mostPlaces = TableGradient.mostPlaces

  /// y[…] = weight[x[…]], or zeros for the padding.
  /// - Throws: ``LayerError`` for a number without a row, and for a batch of more than 2²⁴ numbers.
  public func forward<T: Real>(_ context: ForwardContext<T>) throws(LayerError) {
    let input = context.input()
    try checkIntegers(input, below: count, firstSample: context.firstSample)
    guard input.count <= Self.mostPlaces else {
      throw LayerError(
        Self.kind, expected: "a batch of at most \(Self.mostPlaces) numbers",
        got: "\(input.count)")
    }
    let (units, padding) = (units, padding ?? -1)
    context.output().withMutableSpan { y in
      context.parameter(0).withSpan { weight in
        input.withSpan { x in
          for place in x.indices {
            let (to, row) = (place * units, Int(x[place]))
            for unit in 0..<units {
              y[to + unit] = row == padding ? 0 : weight[row * units + unit]
            }
          }
        }
      }
    }
  }

  /// dweight[r] = the sum of dy[…] over all places with x[…] = r, in the order said above.
  /// - Throws: ``LayerError`` as the way forward does.
  /// - Complexity: O((count + numbers) · units).
  public func backward<T: Real>(_ context: BackwardContext<T>) throws(LayerError) {
    guard let gradient = context.parameterGradient(0) else { return }
    try checkIntegers(context.input(), below: count)
    TableGradient(count: count, units: units, padding: padding).sum(
      context.outputGradient().readOnly, at: context.input(), into: gradient,
      next: context.saved(Saved.next), sums: context.saved(Saved.sums))
  }
}

extension Embedding {
  private enum CodingKeys: CodingKey { case count, units, padding, weightInitializer }

  /// Reads `count` and `units`, and optionally `padding` and `weightInitializer`.
  /// - Throws: `DecodingError`, and what the initializer's own `init(from:)` throws.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    count = try container.decode(Int.self, forKey: .count)
    units = try container.decode(Int.self, forKey: .units)
    padding = try container.decodeIfPresent(Int.self, forKey: .padding)
    weightInitializer =
      try container.decodeIfPresent(AnyInitializer.self, forKey: .weightInitializer)
      ?? AnyInitializer(.uniform())
  }

  /// Writes what differs from the defaults. First values given one by one are not written: they are in
  /// the model's parameters.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(count, forKey: .count)
    try container.encode(units, forKey: .units)
    try container.encodeIfPresent(padding, forKey: .padding)
    if weightInitializer != AnyInitializer(.uniform()),
      weightInitializer.kindInFile != GivenValues.kind
    {
      try container.encode(weightInitializer, forKey: .weightInitializer)
    }
  }
}
