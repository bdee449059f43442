internal import StrataBytes

/// Everything of a file but the tensors' bytes, read from the outside in and checked: header, trailer,
/// section table, sections, index, content hash.
struct FileFrame {
  let header: FileHeader
  let hash: ContentHash
  let entries: [SectionEntry]
  /// The unpacked sections, the index among them, the tensors not.
  let content: [SectionType: [UInt8]]
  let records: [IndexRecord]

  init(_ source: RandomAccessBytes, _ limits: ReadLimits) throws(StrataFileError) {
    let file = FrameReader(source: source, limits: limits)
    header = try file.header()
    let trailer = try file.trailer()
    hash = trailer.hash
    entries = try file.table(trailer, isNewer: header.isNewer)
    for entry in entries { try file.checkPadding(behind: entry) }
    try file.checkSize(entries)
    var inflate = Inflate()
    var content: [SectionType: [UInt8]] = [:]
    for entry in entries { content[entry.type] = try file.content(entry, &inflate) }
    self.content = content
    records = try file.index(content[.index] ?? [], entries, isNewer: header.isNewer)
    try file.check(hash, records, content)
  }
}
