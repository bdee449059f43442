public import StrataTensor

/// The length of an axis of a value: known when the network is built, or only when it runs.
public enum Dimension: Hashable, Sendable {
  /// A length known from the start.
  case fixed(Int)
  /// A length that one run chooses, such as the batch; equal names mean equal lengths.
  case symbol(String)

  /// How many samples are computed at once.
  public static let batch = Dimension.symbol("batch")

  /// The length, if it is known.
  public var length: Int? {
    if case .fixed(let length) = self { length } else { nil }
  }
}

extension Dimension: ExpressibleByIntegerLiteral, Codable, CustomStringConvertible {
  /// A fixed length.
  public init(integerLiteral length: Int) { self = .fixed(length) }

  /// Reads a whole number from 0 on, or a name.
  /// - Throws: `DecodingError` for anything else.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let name = try? container.decode(String.self) {
      self = .symbol(name)
      return
    }
    let length = try container.decode(Int.self)
    guard length >= 0 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a length of 0 or more, got \(length)")
    }
    self = .fixed(length)
  }

  /// Writes a whole number or a name.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .fixed(let length): try container.encode(length)
    case .symbol(let name): try container.encode(name)
    }
  }

  /// The number or the name.
  public var description: String {
    switch self {
    case .fixed(let length): "\(length)"
    case .symbol(let name): name
    }
  }
}

/// What travels along an edge of a network: a number type and the axes, the batch first.
public struct ValueType: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The number type: `float32`, or `int32` for whole numbers, which travel as the numbers that are
  /// computed in.
  public var dtype: DType
  /// The axes, outermost first; the first is the batch.
  public var dimensions: [Dimension]

  /// A value of given axes.
  public init(_ dtype: DType = .float32, _ dimensions: [Dimension]) {
    self.dtype = dtype
    self.dimensions = dimensions
  }

  /// A batch of samples of a fixed shape.
  public init(batchOf sample: Shape, _ dtype: DType = .float32) {
    self.init(dtype, [.batch] + sample.array.map { .fixed($0) })
  }

  /// The axes of one sample: all but the first.
  public var sample: [Dimension] { Array(dimensions.dropFirst()) }

  /// The number of values in one sample, if all its axes are fixed.
  public var sampleCount: Int? {
    var count = 1
    for dimension in sample {
      guard let length = dimension.length else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }

  /// The shape for concrete lengths.
  /// - Parameter lengths: A length for each symbol.
  /// - Throws: ``LayerError`` for a symbol without a length, and for lengths that make no shape.
  public func shape(_ lengths: [String: Int]) throws(LayerError) -> Shape {
    var all: [Int] = []
    for dimension in dimensions {
      switch dimension {
      case .fixed(let length): all.append(length)
      case .symbol(let name):
        guard let length = lengths[name] else {
          throw LayerError("shape", expected: "a length for '\(name)'", got: "none")
        }
        all.append(length)
      }
    }
    do {
      return try Shape(all)
    } catch {
      throw LayerError("shape", expected: "a shape", got: "\(all): \(error)")
    }
  }

  /// The axes as `[batch, 784]`, with the number type before them where it is not `float32`.
  public var description: String {
    let axes = "[" + dimensions.map(\.description).joined(separator: ", ") + "]"
    return dtype == .float32 ? axes : "\(dtype.rawValue) \(axes)"
  }
}
