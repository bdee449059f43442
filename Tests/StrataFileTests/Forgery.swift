import StrataBytes

@testable import StrataFile

/// A file taken apart, to be changed and put together again with every CRC and the hash repaired:
/// what an attacker or a newer version would write.
struct Forgery {
  var header: FileHeader
  var tensors: [UInt8]
  var records: [IndexRecord]
  var sections: [(type: [UInt8], content: [UInt8])]
  /// Changes what would have been written, each just before its CRC is taken.
  var changeHeader: (inout [UInt8]) -> Void = { _ in }
  var changeIndex: (inout [UInt8]) -> Void = { _ in }
  var changeTable: (inout [UInt8]) -> Void = { _ in }
  var changeTrailer: (inout FileTrailer) -> Void = { _ in }
  var changePadding: (inout [UInt8]) -> Void = { _ in }

  init(_ container: StrataContainer) throws {
    let file = try container.encoded()
    let frame = try FileFrame(RandomAccessBytes(file, name: "m.strata"), ReadLimits())
    header = frame.header
    records = frame.records
    tensors = Array(file[64..<frame.entries[0].end])
    sections = frame.entries.dropFirst(2).map { ($0.type.bytes, frame.content[$0.type] ?? []) }
  }

  var file: [UInt8] {
    var file = header.encoded
    changeHeader(&file)
    file.replaceSubrange(60..<64, with: bytes([CRC32.checksum(Array(file[..<60]))]))
    var index = bytes([UInt64(records.count)]) + records.flatMap(\.encoded)
    changeIndex(&index)
    var table: [UInt8] = []
    for (type, content) in [(Array("TENS".utf8), tensors), (Array("INDX".utf8), index)] + sections {
      file += [UInt8](repeating: 0, count: -file.count & 63)
      let crc = type == Array("TENS".utf8) ? 0 : CRC32.checksum(content)
      table += type + bytes([crc]) + bytes([UInt64(file.count)])
      table += bytes([UInt64(content.count), UInt64(content.count), 0])
      file += content
    }
    var padding = [UInt8](repeating: 0, count: -file.count & 63)
    changePadding(&padding)
    file += padding
    changeTable(&table)
    let known = sections.compactMap { section in
      SectionType(section.type).map { ($0, section.content) }
    }
    var trailer = FileTrailer(
      fileSize: file.count + table.count + 64, tableOffset: file.count,
      sectionCount: table.count / 40, tableCRC: CRC32.checksum(table),
      hash: ContentHash(records, Dictionary(known) { $1 }))
    changeTrailer(&trailer)
    return file + table + trailer.encoded
  }

  /// Replaces `bytes` at `offset` of the index, with the CRCs repaired.
  mutating func setIndex(_ offset: Int, _ bytes: [UInt8]) {
    changeIndex = { $0.replaceSubrange(offset..<offset + bytes.count, with: bytes) }
  }
}
