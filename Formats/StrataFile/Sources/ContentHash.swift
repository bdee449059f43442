internal import StrataBytes

/// What a file says, in 32 bytes: SHA-256 over its tensors and its critical sections.
///
/// Two files with the same hash hold the same tensors (names, roles, dtypes, dimensions and bytes,
/// in the same order), architecture, preparation and training state. Metadata, history and what a
/// reader may skip do not count. SPEC.md says what is hashed byte by byte.
public struct ContentHash: Sendable, Hashable, CustomStringConvertible {
  /// The 32 bytes.
  public let bytes: [UInt8]

  /// The hash in 64 hexadecimal digits.
  public var description: String { hex(bytes) }

  /// The file's identity: the first 16 bytes in the form of RFC 9562, version 8.
  public var uuid: String {
    var id = Array(bytes.prefix(16))
    id[6] = id[6] & 0x0F | 0x80
    id[8] = id[8] & 0x3F | 0x80
    return [id[0..<4], id[4..<6], id[6..<8], id[8..<10], id[10...]].map { hex(Array($0)) }
      .joined(separator: "-")
  }

  /// The hash as a file states it: 32 bytes.
  init(stated bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The hash of `records`, in their order, and of the critical sections among `sections`.
  init(_ records: [IndexRecord], _ sections: [SectionType: [UInt8]]) {
    var writer = ByteWriter()
    writer.write(Array("strata content 1".utf8))
    writer.write(UInt64(records.count))
    for record in records {
      writer.write(UInt16(record.name.count))
      writer.write(record.role)
      writer.write(record.dtype)
      writer.write(UInt32(record.dimensions.count))
      writer.write(record.name)
      for dimension in record.dimensions { writer.write(UInt64(dimension)) }
      writer.write(UInt64(record.byteCount))
      writer.write(record.digest)
    }
    for type in SectionType.content where type.isCritical {
      guard let content = sections[type] else { continue }
      writer.write(type.bytes)
      writer.write(UInt64(content.count))
      writer.write(SHA256.hash(content))
    }
    bytes = SHA256.hash(writer.bytes)
  }
}

/// Bytes in hexadecimal digits.
func hex(_ bytes: [UInt8]) -> String {
  bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
