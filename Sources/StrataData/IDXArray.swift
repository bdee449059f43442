public import StrataBytes
import StrataNumPy
public import StrataTensor

/// An array in the IDX format, as the MNIST family of data sets is published.
///
/// The format: two zero bytes, a byte for the type of the elements, a byte for the number of
/// dimensions, each dimension as an unsigned 32-bit number, the elements in row-major order; all
/// numbers big-endian. Source: <http://yann.lecun.com/exdb/mnist/>.
public struct IDXArray: Hashable, Sendable {
  /// The elements in row-major order, as they are stored.
  public enum Elements: Hashable, Sendable {
    /// Type 0x08, as in images and labels.
    case uint8([UInt8])
    /// Type 0x09.
    case int8([Int8])
    /// Type 0x0B.
    case int16([Int16])
    /// Type 0x0C.
    case int32([Int32])
    /// Type 0x0D.
    case float32([Float])
    /// Type 0x0E.
    case float64([Double])
  }

  /// How many bytes an array may have, unless a caller says otherwise: 4 GiB.
  public static let usualLimit = 4 << 30

  /// The dimensions; the first one counts the samples.
  public let shape: Shape
  /// The elements in row-major order.
  public let elements: Elements

  /// Reads an array and the end of the stream after it.
  /// - Parameters:
  ///   - stream: The bytes.
  ///   - limit: How many bytes the unpacked data may have.
  /// - Throws: `ByteError.corrupt` for a header that cannot be, `ByteError.truncated` if elements are
  ///   missing, `ByteError.limit` for more bytes than `limit`, and as the stream does. Memory is taken
  ///   for bytes that are there, never for what the header claims.
  /// - Complexity: O(bytes).
  public init(
    _ stream: inout ByteStream, limit: Int = IDXArray.usualLimit
  ) throws(ByteError) {
    let what = stream.name
    var header = ByteReader(try stream.peek(4 + 4 * Shape.maximumRank), what: what)
    let size = try IDXHeader(&header)
    let shape = size.shape
    let (bytes, overflow) = shape.count.multipliedReportingOverflow(by: size.dtype.byteCount)
    guard !overflow, bytes <= limit - header.offset else {
      throw .limit(what: what, limit: limit, got: overflow ? .max : bytes)
    }
    let all = try stream.readAll(limit: limit)
    var reader = ByteReader(all, what: what)
    try reader.skip(header.offset)
    guard reader.remaining <= bytes else {
      throw reader.corrupt(
        "expected the end of the data, got more", at: header.offset + bytes)
    }
    self.shape = shape
    let body = try reader.read(bytes)
    elements = Self.elements(of: size.type, body)
  }

  /// The elements as `Float`, rounded to the nearest.
  /// - Complexity: O(elements).
  public var floats: [Float] {
    switch elements {
    case .uint8(let values): values.map(Float.init)
    case .int8(let values): values.map(Float.init)
    case .int16(let values): values.map(Float.init)
    case .int32(let values): values.map { Float($0) }
    case .float32(let values): values
    case .float64(let values): values.map { Float($0) }
    }
  }

  /// The elements as integers, nil if they are of a type with fractions.
  /// - Complexity: O(elements).
  public var integers: [Int]? {
    switch elements {
    case .uint8(let values): values.map(Int.init)
    case .int8(let values): values.map(Int.init)
    case .int16(let values): values.map(Int.init)
    case .int32(let values): values.map(Int.init)
    case .float32, .float64: nil
    }
  }

  /// The elements as a tensor of `Float`.
  public var tensor: Tensor<Float> {
    // The elements were read to fit the shape.
    (try? Tensor(shape: shape, elements: floats)) ?? Tensor(zeros: shape)
  }

  private static func elements(of type: UInt8, _ bytes: [UInt8]) -> Elements {
    switch type {
    case 0x08: .uint8(bytes)
    case 0x09: .int8(bytes.map { Int8(bitPattern: $0) })
    case 0x0B: .int16(integers(bytes).map { Int16(bitPattern: $0) })
    case 0x0C: .int32(integers(bytes).map { Int32(bitPattern: $0) })
    case 0x0D: .float32(integers(bytes).map { Float(bitPattern: $0) })
    default: .float64(integers(bytes).map { Double(bitPattern: $0) })
    }
  }

  private static func integers<Integer: FixedWidthInteger & UnsignedInteger>(
    _ bytes: [UInt8]
  ) -> [Integer] {
    let size = MemoryLayout<Integer>.size
    return stride(from: 0, to: bytes.count, by: size).map { start in
      bytes[start..<(start + size)].reduce(0) { $0 << 8 | Integer($1) }
    }
  }
}
