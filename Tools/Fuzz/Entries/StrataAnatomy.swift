import StrataBytes

/// A `.strata` file taken apart in good faith, whatever is wrong with it, to be changed and put
/// together again: every section in its place, every size as it is.
public struct StrataAnatomy {
  /// A section: its row in the table, and its bytes.
  struct Section {
    var row: [UInt8]
    var payload: [UInt8]

    var isTensors: Bool { row.starts(with: Array("TENS".utf8)) }
    var isIndex: Bool { row.starts(with: Array("INDX".utf8)) }
  }

  var header: [UInt8]
  var sections: [Section] = []
  /// The records of the index, each as it stands, and what follows them.
  var records: [[UInt8]] = []
  var indexRest: [UInt8] = []
  var trailer: [UInt8]

  static let mostSections = 70
  static let mostRecords = 5000

  /// Nil for a file without room for a header and a trailer.
  public init?(_ file: [UInt8]) {
    guard file.count >= 128 else { return nil }
    header = Array(file.prefix(64))
    trailer = Array(file.suffix(64))
    let start = file.count - 64
    let table = file.count(at: start + 8, 8)
    let count = min(file.count(at: start + 16, 4), Self.mostSections, (start - 64) / 40)
    let first = table <= start - 40 * count ? table : start - 40 * count
    for index in 0..<count {
      var row = file.part(first + 40 * index, 40)
      var payload = file.part(row.count(at: 8, 8), row.count(at: 16, 8))
      if row.number(at: 32, 1) == 2, let unpacked = Self.unpacked(payload, row) {
        payload = unpacked
        row.put(0, at: 32, 1)
      }
      if row.starts(with: Array("INDX".utf8)) { takeRecords(of: payload) }
      sections.append(Section(row: row, payload: payload))
    }
  }

  private mutating func takeRecords(of index: [UInt8]) {
    guard records.isEmpty, indexRest.isEmpty else { return }
    var place = 8
    while place + 72 <= index.count, records.count < Self.mostRecords {
      let size = index.count(at: place, 4)
      guard size >= 72, size <= index.count - place else { break }
      records.append(index.part(place, size))
      place += size
    }
    indexRest = index.part(place, .max)
  }

  /// The unpacked bytes of a section; nil if they cannot be had.
  static func unpacked(_ payload: [UInt8], _ row: [UInt8]) -> [UInt8]? {
    guard row.number(at: 32, 1) == 2 else { return payload }
    let count = row.count(at: 24, 8)
    guard count <= 1 << 20 else { return nil }
    var inflate = Inflate()
    return try? inflate.unpack(payload.span, count: count, what: "")
  }

  /// The file, with the places of sections and tensors put right. No checksum is.
  public var file: [UInt8] {
    var file = header.part(0, 64)
    var rows: [UInt8] = []
    let tensors = sections.first(where: \.isTensors)?.payload.count ?? 0
    let (index, needed) = index(of: tensors)
    for section in sections {
      file += [UInt8](repeating: 0, count: -file.count & 63)
      var row = section.row
      var payload = section.isIndex ? index : section.payload
      if section.isTensors, needed < 1 << 20 {
        payload = Array(payload.prefix(needed))
        payload += [UInt8](repeating: 0, count: max(0, needed - payload.count))
      }
      row.put(UInt64(file.count), at: 8, 8)
      row.put(UInt64(payload.count), at: 16, 8)
      if row.number(at: 32, 1) == 0 { row.put(UInt64(payload.count), at: 24, 8) }
      rows += row
      file += payload
    }
    file += [UInt8](repeating: 0, count: -file.count & 63)
    var trailer = trailer
    trailer.put(UInt64(file.count + rows.count + 64), at: 0, 8)
    trailer.put(UInt64(file.count), at: 8, 8)
    trailer.put(UInt64(sections.count), at: 16, 4)
    return file + rows + trailer
  }

  /// The index with its tensors one behind the other, and how many bytes they take.
  private func index(of tensors: Int) -> (bytes: [UInt8], needed: Int) {
    var bytes = [UInt8](repeating: 0, count: 8)
    bytes.put(UInt64(records.count), at: 0, 8)
    // The tensors come first, behind the header, if the sections stand in their usual order.
    var offset = 64
    for section in sections.prefix(while: { !$0.isTensors }) {
      offset += (section.payload.count + 63) / 64 * 64
    }
    let start = offset
    for var record in records {
      let stored = StrataChecksums.storedSizes(of: record)?.reduce(0, +)
      record.put(UInt64(offset), at: 24, 8)
      if let stored {
        record.put(UInt64(stored), at: 32, 8)
        offset += stored
      }
      bytes += record
    }
    return (bytes + indexRest, offset - start)
  }
}
