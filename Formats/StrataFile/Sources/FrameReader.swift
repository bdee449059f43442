internal import StrataBytes

/// The steps of reading a file's frame, each on what the one before has checked.
struct FrameReader {
  let source: RandomAccessBytes
  let limits: ReadLimits

  func header() throws(StrataFileError) -> FileHeader {
    try FileHeader(
      try reading("header") { () throws(ByteError) in
        try source.read(min(FileHeader.size, source.count), at: 0)
      }, file: source.name)
  }

  private func reading<Result>(
    _ part: String, _ body: () throws(ByteError) -> Result
  ) throws(StrataFileError) -> Result {
    do {
      return try body()
    } catch {
      throw StrataFileError(error, file: source.name, part: part)
    }
  }

  func trailer() throws(StrataFileError) -> FileTrailer {
    let start = source.count - FileTrailer.size
    guard start >= FileHeader.size else {
      throw .damaged(
        file: source.name, part: "trailer", offset: source.count,
        reason: "cut short: expected at least \(FileHeader.size + FileTrailer.size) bytes,"
          + " got \(source.count)")
    }
    return try reading("trailer") { () throws(ByteError) in
      try FileTrailer(try source.read(FileTrailer.size, at: start), at: start)
    }
  }

  /// What stands where the trailer should be, though something of it is wrong; nil if it is no trailer.
  func statedTrailer() -> FileTrailer? {
    let start = source.count - FileTrailer.size
    return (try? source.read(FileTrailer.size, at: start)).flatMap { try? FileTrailer(stated: $0) }
  }

  /// The sections in the order of the table, which is that of the file, without gap or overlap.
  func table(
    _ trailer: FileTrailer, isNewer: Bool
  ) throws(StrataFileError) -> [SectionEntry] {
    let part = "section table"
    guard trailer.sectionCount <= limits.sections else {
      throw .limit(
        file: source.name, part: part, limit: limits.sections, got: trailer.sectionCount)
    }
    let entries = try reading(part) { () throws(ByteError) in
      let size = trailer.sectionCount * SectionEntry.size
      let table = try source.read(size, at: trailer.tableOffset)
      func corrupt(_ row: Int, _ reason: String) -> ByteError {
        .corrupt(
          what: part, offset: trailer.tableOffset + row * SectionEntry.size, reason: reason)
      }
      guard CRC32.checksum(table) == trailer.tableCRC else {
        throw corrupt(0, "the CRC does not match")
      }
      var reader = ByteReader(table, what: part, base: trailer.tableOffset)
      var entries: [SectionEntry] = []
      var types: Set<SectionType> = []
      var end = FileHeader.size
      for row in 0..<trailer.sectionCount {
        let entry = try SectionEntry(&reader, isNewer: isNewer)
        guard types.insert(entry.type).inserted else {
          throw corrupt(row, "section \(entry.type) occurs twice")
        }
        guard entry.offset == aligned(end), entry.storedByteCount <= trailer.tableOffset - end
        else {
          throw corrupt(
            row,
            "section \(entry.type) of \(entry.storedByteCount) bytes at \(entry.offset),"
              + " expected at \(aligned(end))")
        }
        end = entry.end
        entries.append(entry)
      }
      guard aligned(end) == trailer.tableOffset else {
        throw corrupt(0, "the table begins at \(trailer.tableOffset), expected \(aligned(end))")
      }
      guard types.contains(.tensors), types.contains(.index) else {
        throw corrupt(0, "expected the sections TENS and INDX")
      }
      return entries
    }
    if let unknown = entries.first(where: { $0.type.isCritical && !$0.type.isKnown }) {
      throw .unsupported(
        file: source.name, reason: "section \(unknown.type) is critical and not known")
    }
    return entries
  }

  /// Between the sections stand zeros: nothing can hide there.
  func checkPadding(behind entry: SectionEntry) throws(StrataFileError) {
    try reading("section \(entry.type)") { () throws(ByteError) in
      let padding = try source.read(aligned(entry.end) - entry.end, at: entry.end)
      if let place = padding.firstIndex(where: { $0 != 0 }) {
        throw .corrupt(what: "", offset: entry.end + place, reason: "the padding is not zero")
      }
    }
  }

  /// Whether the unpacked sections are within the limits.
  func checkSize(_ entries: [SectionEntry]) throws(StrataFileError) {
    var total = 0
    for entry in entries where entry.type != .tensors {
      let (sum, overflows) = total.addingReportingOverflow(entry.byteCount)
      total = overflows ? .max : sum
    }
    let limit = min(limits.sectionBytes, limits.bytes)
    guard total <= limit else {
      throw .limit(file: source.name, part: "unpacked sections", limit: limit, got: total)
    }
  }

  /// The unpacked bytes of a section; nil for the tensors.
  func content(
    _ entry: SectionEntry, _ inflate: inout Inflate
  ) throws(StrataFileError) -> [UInt8]? {
    let part = "section \(entry.type)"
    do throws(ByteError) {
      if entry.type == .tensors {
        if entry.isDeflated || entry.crc != 0 {
          throw .corrupt(
            what: part, offset: entry.offset, reason: "the tensors have a codec or a CRC")
        }
        return nil
      }
      let stored = try source.read(entry.storedByteCount, at: entry.offset)
      guard CRC32.checksum(stored) == entry.crc else {
        throw .corrupt(
          what: part, offset: entry.offset, reason: "the CRC does not match")
      }
      guard entry.isDeflated else { return stored }
      return try inflate.unpack(
        stored.span, count: entry.byteCount, what: part, offset: entry.offset)
    } catch {
      throw StrataFileError(error, file: source.name, part: part)
    }
  }

  /// The records of the index; their tensors fill the section of the tensors without gap or
  /// overlap.
  func index(
    _ content: [UInt8], _ entries: [SectionEntry], isNewer: Bool
  ) throws(StrataFileError) -> [IndexRecord] {
    let part = "section INDX (unpacked)"
    var reader = ByteReader(content, what: part)
    let count = try reading(part) { () throws(ByteError) in try reader.readInt() }
    guard count <= limits.tensors else {
      throw .limit(file: source.name, part: part, limit: limits.tensors, got: count)
    }
    return try reading(part) { () throws(ByteError) in
      guard count <= reader.remaining / IndexRecord.fixedSize else {
        throw reader.corrupt("\(count) tensors in \(reader.remaining) bytes", at: 0)
      }
      var records: [IndexRecord] = []
      var names: Set<[UInt8]> = []
      let tensors = entries.first { $0.type == .tensors }
      var end = tensors?.offset ?? 0
      for _ in 0..<count {
        let start = reader.offset
        let record = try IndexRecord(&reader, isNewer: isNewer)
        guard names.insert(record.name).inserted else {
          let name = String(decoding: record.name, as: UTF8.self)
          throw reader.corrupt("the name '\(name)' occurs twice", at: start)
        }
        guard record.offset == end, record.storedByteCount <= (tensors?.end ?? 0) - end else {
          throw reader.corrupt(
            "\(record.storedByteCount) bytes at \(record.offset), expected at \(end)",
            at: start + 24)
        }
        end += record.storedByteCount
        records.append(record)
      }
      guard reader.isAtEnd else { throw reader.corrupt("bytes after the last record") }
      guard end == tensors?.end else {
        throw reader.corrupt("the tensors end at \(end), expected \(tensors?.end ?? 0)")
      }
      return records
    }
  }

  /// Whether the content is what the trailer says.
  func check(
    _ hash: ContentHash, _ records: [IndexRecord], _ content: [SectionType: [UInt8]]
  ) throws(StrataFileError) {
    guard ContentHash(records, content) == hash else {
      throw .damaged(
        file: source.name, part: "trailer", offset: source.count - FileTrailer.size + 24,
        reason: "the content hash does not match the index")
    }
  }
}

/// The next place where a section may begin. `offset` lies inside a file, far from overflow.
private func aligned(_ offset: Int) -> Int {
  (offset + SectionEntry.alignment - 1) / SectionEntry.alignment * SectionEntry.alignment
}
