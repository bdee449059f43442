import StrataBytes

/// A part of a PNG file whose checksum is right.
struct PNGChunk {
  /// Four letters.
  let type: String
  /// Where it begins in the file.
  let offset: Int
  /// What is in it.
  var body: ByteReader

  /// Whether a reader that does not know it may pass it over.
  var isAncillary: Bool { type.utf8.first.map { $0 & 0x20 != 0 } ?? false }

  /// The next chunk.
  /// - Parameter bytes: What the reader reads, from its start.
  /// - Throws: ``ImageError``.
  init(_ reader: inout ByteReader, _ bytes: [UInt8]) throws(ImageError) {
    let start = reader.offset
    offset = start
    let (name, body) = try ImageError.wrapping {
      () throws(ByteError) -> (name: [UInt8], body: ByteReader) in
      let length = try reader.readUInt32(.big)
      guard length <= 0x7FFF_FFFF else {
        throw reader.corrupt("expected a length below 2147483648, got \(length)", at: start)
      }
      let name = try reader.read(4)
      guard name.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }) else {
        throw reader.corrupt("expected the four letters of a chunk", at: start + 4)
      }
      let body = try reader.section(Int(length), what: reader.what)
      let sum = try reader.readUInt32(.big)
      let own = CRC32.checksum(bytes.span.extracting(start + 4..<start + 8 + Int(length)))
      guard sum == own else {
        throw reader.corrupt("the checksum does not fit", at: start + 8 + Int(length))
      }
      return (name, body)
    }
    type = String(decoding: name, as: UTF8.self)
    self.body = body
  }

  /// What is in it, all of it.
  mutating func take() throws(ImageError) -> [UInt8] {
    try ImageError.wrapping { () throws(ByteError) in try body.read(body.remaining) }
  }

  /// An error about the chunk.
  func wrong(_ expected: String, _ got: String) -> ImageError {
    .invalid(path: body.what, offset: offset, expected: expected, got: got)
  }
}
