import StrataBytes

/// One file in a zip archive, as the central directory describes it.
struct ZipEntry: Sendable {
  /// Bytes of a record in the directory before its name.
  static let size = 46

  /// The name, as it stands in the archive.
  let name: String
  /// Whether the content is packed by deflate, not stored as it is.
  let isDeflated: Bool
  /// The content's checksum.
  let crc: UInt32
  /// Bytes in the archive.
  let packedCount: Int
  /// Bytes of the content.
  let count: Int
  /// Where the entry's own header begins.
  let offset: Int
  /// Where the record in the directory begins, for messages.
  let place: Int

  /// Reads a record of the directory.
  /// - Throws: ``NumPyError`` for what is damaged, encrypted, packed in another way, or needs zip64.
  init(_ reader: inout ByteReader, base: Int) throws(NumPyError) {
    let path = reader.what
    let place = base + reader.offset
    func wrong(_ expected: String, _ got: String, at offset: Int) -> NumPyError {
      .invalid(path: path, offset: place + offset, expected: expected, got: got)
    }
    let fields = try NumPyError.wrapping { () throws(ByteError) in
      try Fields(directory: &reader)
    }
    guard fields.signature == 0x0201_4B50 else {
      throw wrong("a record of the directory", "other bytes", at: 0)
    }
    // Bits 0, 6 and 13 speak of encryption.
    guard fields.flags & 0x2041 == 0 else {
      throw wrong("an entry without encryption", "an encrypted one", at: 8)
    }
    guard fields.method == 0 || fields.method == 8 else {
      throw wrong("data stored or packed by deflate", "method \(fields.method)", at: 10)
    }
    guard ![fields.packedCount, fields.count, fields.offset].contains(.max) else {
      throw wrong("an entry below 4 GiB", "a zip64 entry", at: 20)
    }
    guard fields.method == 8 || fields.packedCount == fields.count else {
      throw wrong(
        "as many bytes stored as there are, \(fields.count)", "\(fields.packedCount)", at: 20)
    }
    guard let name = String(validating: fields.name, as: UTF8.self), !name.isEmpty,
      !name.utf8.contains(0)
    else { throw wrong("a name in UTF-8", "other bytes", at: Self.size) }
    self.name = name
    self.place = place
    (isDeflated, crc) = (fields.method == 8, fields.crc)
    (packedCount, count) = (Int(fields.packedCount), Int(fields.count))
    offset = Int(fields.offset)
  }

  /// The fields of a record, in order.
  private struct Fields {
    let signature: UInt32
    let flags: UInt16
    let method: UInt16
    let crc: UInt32
    let packedCount: UInt32
    let count: UInt32
    let offset: UInt32
    let name: [UInt8]

    init(directory reader: inout ByteReader) throws(ByteError) {
      signature = try reader.readUInt32()
      try reader.skip(4)
      flags = try reader.readUInt16()
      method = try reader.readUInt16()
      try reader.skip(4)
      crc = try reader.readUInt32()
      packedCount = try reader.readUInt32()
      count = try reader.readUInt32()
      let nameCount = Int(try reader.readUInt16())
      let others = Int(try reader.readUInt16()) + Int(try reader.readUInt16())
      try reader.skip(8)
      offset = try reader.readUInt32()
      name = try reader.read(nameCount)
      try reader.skip(others)
    }
  }
}
