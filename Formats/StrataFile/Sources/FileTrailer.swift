internal import StrataBytes

/// The last 64 bytes of a file: where the section table is, and what the content hashes to.
struct FileTrailer: Equatable {
  static let size = 64
  static let magic: [UInt8] = [0x52, 0x54, 0x53, 0xD3]

  var fileSize: Int
  var tableOffset: Int
  var sectionCount: Int
  var tableCRC: UInt32
  var hash: ContentHash

  var encoded: [UInt8] {
    var writer = ByteWriter(capacity: Self.size)
    writer.write(UInt64(fileSize))
    writer.write(UInt64(tableOffset))
    writer.write(UInt32(sectionCount))
    writer.write(tableCRC)
    writer.write(hash.bytes)
    writer.write(CRC32.checksum(writer.bytes))
    writer.write(Self.magic)
    return writer.bytes
  }

  init(fileSize: Int, tableOffset: Int, sectionCount: Int, tableCRC: UInt32, hash: ContentHash) {
    self.fileSize = fileSize
    self.tableOffset = tableOffset
    self.sectionCount = sectionCount
    self.tableCRC = tableCRC
    self.hash = hash
  }

  /// - Parameters:
  ///   - bytes: the last 64 bytes of the file.
  ///   - start: where they begin in it.
  /// - Throws: `ByteError.corrupt`, with offsets in the file.
  init(_ bytes: [UInt8], at start: Int) throws(ByteError) {
    var reader = ByteReader(bytes, what: "trailer", base: start)
    guard bytes.count == Self.size, bytes.suffix(4) == Self.magic[...] else {
      throw reader.corrupt(
        "the end mark is missing: the file is cut short or something was appended", at: 60)
    }
    try self.init(&reader)
    guard try reader.readUInt32() == CRC32.checksum(bytes.span.extracting(..<56)) else {
      throw reader.corrupt("the CRC does not match", at: 56)
    }
    let size = start + Self.size
    guard fileSize == size else {
      throw reader.corrupt("the file has \(size) bytes, expected \(fileSize)", at: 0)
    }
    let (tableSize, overflows) = sectionCount.multipliedReportingOverflow(by: SectionEntry.size)
    guard !overflows, tableOffset >= FileHeader.size, tableOffset <= start,
      tableSize == start - tableOffset
    else {
      throw reader.corrupt(
        "\(sectionCount) sections from byte \(tableOffset) do not end here", at: 8)
    }
  }

  /// What 64 bytes say, whatever their CRC is: for those who look at damaged files.
  /// - Throws: `ByteError` for numbers that cannot be.
  init(stated bytes: [UInt8]) throws(ByteError) {
    var reader = ByteReader(bytes, what: "trailer")
    try self.init(&reader)
  }

  /// The fields before the CRC.
  private init(_ reader: inout ByteReader) throws(ByteError) {
    fileSize = try reader.readInt()
    tableOffset = try reader.readInt()
    sectionCount = Int(try reader.readUInt32())
    tableCRC = try reader.readUInt32()
    hash = ContentHash(stated: try reader.read(32))
  }
}
