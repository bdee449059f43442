import StrataBytes
import StrataNumPy
import StrataTensor

/// What the start of an IDX file says.
struct IDXHeader {
  /// The type of the elements, by the format's number.
  let type: UInt8
  /// The same as what it is; big-endian.
  let dtype: NumPyDType
  let shape: Shape

  /// - Throws: `ByteError` for a header that cannot be or is cut short.
  init(_ reader: inout ByteReader) throws(ByteError) {
    let magic = try reader.readUInt16(.big)
    guard magic == 0 else { throw reader.corrupt("expected two zero bytes", at: 0) }
    type = try reader.readUInt8()
    guard let dtype = Self.dtype(of: type) else {
      throw reader.corrupt("expected a type of elements (8, 9, or 11 to 14), got \(type)", at: 2)
    }
    self.dtype = dtype
    let rank = Int(try reader.readUInt8())
    guard (1...Shape.maximumRank).contains(rank) else {
      throw reader.corrupt("expected 1 to \(Shape.maximumRank) dimensions, got \(rank)", at: 3)
    }
    var dimensions: [Int] = []
    for _ in 0..<rank { dimensions.append(Int(try reader.readUInt32(.big))) }
    do throws(TensorError) {
      shape = try Shape(dimensions)
    } catch {
      throw reader.corrupt("\(error)", at: 4)
    }
  }

  /// How many bytes the elements take.
  /// - Throws: `ByteError.limit` for more than can be counted.
  func byteCount(in what: String) throws(ByteError) -> Int {
    let (bytes, overflow) = shape.count.multipliedReportingOverflow(by: dtype.byteCount)
    guard !overflow else { throw .limit(what: what, limit: .max, got: .max) }
    return bytes
  }

  private static func dtype(of type: UInt8) -> NumPyDType? {
    switch type {
    case 0x08: NumPyDType(.unsigned, byteCount: 1)
    case 0x09: NumPyDType(.signed, byteCount: 1)
    case 0x0B: NumPyDType(.signed, byteCount: 2, .big)
    case 0x0C: NumPyDType(.signed, byteCount: 4, .big)
    case 0x0D: NumPyDType(.float, byteCount: 4, .big)
    case 0x0E: NumPyDType(.float, byteCount: 8, .big)
    default: nil
    }
  }
}
