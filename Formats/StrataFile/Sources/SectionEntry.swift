internal import StrataBytes

/// A row of the section table: what a section is, where, and how it is packed.
struct SectionEntry: Equatable {
  static let size = 40
  /// Payloads begin at multiples of this.
  static let alignment = 64

  var type: SectionType
  /// CRC-32 of the stored payload; 0 for the tensors, whose blocks have their own.
  var crc: UInt32
  var offset: Int
  var storedByteCount: Int
  var byteCount: Int
  var isDeflated: Bool

  /// The first byte after the stored payload.
  var end: Int { offset + storedByteCount }

  var encoded: [UInt8] {
    var writer = ByteWriter(capacity: Self.size)
    writer.write(type.bytes)
    writer.write(crc)
    writer.write(UInt64(offset))
    writer.write(UInt64(storedByteCount))
    writer.write(UInt64(byteCount))
    writer.write((isDeflated ? PlaneCode.Codec.deflate : .stored).rawValue)
    writer.pad(toMultipleOf: Self.size)
    return writer.bytes
  }

  init(
    type: SectionType, crc: UInt32, offset: Int, storedByteCount: Int, byteCount: Int,
    isDeflated: Bool
  ) {
    self.type = type
    self.crc = crc
    self.offset = offset
    self.storedByteCount = storedByteCount
    self.byteCount = byteCount
    self.isDeflated = isDeflated
  }

  /// - Parameter isNewer: whether a newer minor version may have put something into the reserve.
  /// - Throws: `ByteError.corrupt`.
  init(_ reader: inout ByteReader, isNewer: Bool) throws(ByteError) {
    let start = reader.offset
    guard let type = SectionType(try reader.read(4)) else {
      throw reader.corrupt("the type is not four letters", at: start)
    }
    self.type = type
    crc = try reader.readUInt32()
    offset = try reader.readInt()
    storedByteCount = try reader.readInt()
    byteCount = try reader.readInt()
    switch PlaneCode.Codec(rawValue: try reader.readUInt8()) {
    case .stored: isDeflated = false
    case .deflate: isDeflated = true
    default: throw reader.corrupt("section \(type): the codec is not 0 or 2", at: start + 32)
    }
    guard try reader.read(7).allSatisfy({ $0 == 0 }) || isNewer else {
      throw reader.corrupt("section \(type): the reserve is not zero", at: start + 33)
    }
    // A deflated byte never gives more than 1,032, so a larger claim is a lie.
    let (most, overflows) = storedByteCount.multipliedReportingOverflow(by: 1032)
    let isPossible =
      isDeflated ? byteCount <= (overflows ? .max : most) : byteCount == storedByteCount
    guard isPossible else {
      throw reader.corrupt(
        "section \(type): \(storedByteCount) bytes cannot be \(byteCount)", at: start + 24)
    }
  }
}
