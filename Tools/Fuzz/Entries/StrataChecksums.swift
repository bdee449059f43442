import StrataBytes

/// Puts the checksums of a damaged `.strata` file right, as far as it can be followed, so that a
/// reader gets to what is behind them. Written from SPEC.md, apart from the package's own reader.
public enum StrataChecksums {
  /// The file with every CRC, every SHA-256 and the content hash put right, and nothing else changed.
  /// What an index says of tensors can be repaired only where it is not packed, as
  /// ``StrataAnatomy/file`` leaves it.
  public static func repaired(_ file: [UInt8]) -> [UInt8] {
    guard file.count >= 128 else { return file }
    var file = file
    file.put(crc(file.part(0, 60)), at: 60, 4)
    let end = file.count - 64
    let table = file.count(at: end + 8, 8)
    let count = file.count(at: end + 16, 4)
    if count <= StrataAnatomy.mostSections, table + 40 * count == end {
      repairSections(&file, (0..<count).map { table + 40 * $0 })
      file.put(crc(file.part(table, 40 * count)), at: end + 20, 4)
    }
    file.put(crc(file.part(end, 56)), at: end + 56, 4)
    return file
  }

  private static func crc(_ bytes: [UInt8]) -> UInt64 { UInt64(CRC32.checksum(bytes)) }

  private static func repairSections(_ file: inout [UInt8], _ rows: [Int]) {
    var index: [UInt8] = []
    var content: [[UInt8]: [UInt8]] = [:]
    for place in rows {
      let row = file.part(place, 40)
      let type = row.part(0, 4)
      let (start, size) = (row.count(at: 8, 8), row.count(at: 16, 8))
      guard type != Array("TENS".utf8), start <= file.count, size <= file.count - start else {
        continue
      }
      if type == Array("INDX".utf8), row.number(at: 32, 1) == 0 {
        repairRecords(&file, start, size)
      }
      let payload = file.part(start, size)
      file.put(crc(payload), at: place + 4, 4)
      let unpacked = StrataAnatomy.unpacked(payload, row)
      if type == Array("INDX".utf8) { index = unpacked ?? [] }
      content[type] = unpacked
    }
    if let hash = contentHash(index, content) {
      file.replaceSubrange(file.count - 40..<file.count - 8, with: hash)
    }
  }

  // MARK: Records

  /// The stored bytes of each block that a record speaks of; nil where it cannot be followed.
  static func storedSizes(of record: [UInt8]) -> [Int]? {
    let (rank, shift) = (record.count(at: 8, 1), record.count(at: 10, 1))
    let (width, bytes) = (record.count(at: 11, 1), record.count(at: 16, 8))
    guard rank <= 32, (8...20).contains(shift), (1...16).contains(width), bytes <= 1 << 26,
      record.count >= 72
    else { return nil }
    let size = width << shift
    let count = (bytes + size - 1) / size
    let table = 72 + 8 * rank
    guard count * (4 + 4 * width) <= record.count - table else { return nil }
    return (0..<count).map { block in
      (0..<width).reduce(0) { sum, plane in
        sum + record.count(at: table + block * (4 + 4 * width) + 4 + 4 * plane, 3)
      }
    }
  }

  private static func repairRecords(_ file: inout [UInt8], _ start: Int, _ size: Int) {
    var place = start + 8
    var rounds = 0
    while place + 72 <= start + size, rounds < StrataAnatomy.mostRecords {
      let count = file.count(at: place, 4)
      guard count >= 72, count <= start + size - place else { break }
      repairRecord(&file, at: place, count)
      place += count
      rounds += 1
    }
  }

  private static func repairRecord(_ file: inout [UInt8], at place: Int, _ size: Int) {
    let record = file.part(place, size)
    guard let sizes = storedSizes(of: record) else { return }
    let width = record.count(at: 11, 1)
    let table = 72 + 8 * record.count(at: 8, 1)
    var stored = record.count(at: 24, 8)
    var elements: [UInt8]? = []
    for (block, size) in sizes.enumerated() {
      let row = table + block * (4 + 4 * width)
      guard stored <= file.count, size <= file.count - stored else { return }
      let bytes = file.part(stored, size)
      file.put(crc(bytes), at: place + row, 4)
      let more = unpacked(record, row + 4, block, bytes)
      elements = if let all = elements, let more { all + more } else { nil }
      stored += size
    }
    guard let elements else { return }
    file.put(crc(elements), at: place + 12, 4)
    file.replaceSubrange(place + 40..<place + 72, with: SHA256.hash(elements))
  }

  /// The elements of a block: planes unpacked, woven together, bits in their order.
  private static func unpacked(
    _ record: [UInt8], _ planeWords: Int, _ block: Int, _ stored: [UInt8]
  ) -> [UInt8]? {
    let width = record.count(at: 11, 1)
    let first = block << record.count(at: 10, 1)
    let count = min(1 << record.count(at: 10, 1), record.count(at: 16, 8) / width - first)
    guard count > 0, count <= 1 << 18, width <= 8 else { return nil }
    var planes: [[UInt8]] = []
    var place = 0
    for plane in 0..<width {
      let length = record.count(at: planeWords + 4 * plane, 3)
      let bytes = stored.part(place, length)
      place += length
      switch record.number(at: planeWords + 4 * plane + 3, 1) {
      case 0: planes.append(bytes)
      case 1: planes.append([UInt8](repeating: bytes.first ?? 0, count: count))
      case 2:
        var inflate = Inflate()
        planes.append((try? inflate.unpack(bytes.span, count: count, what: "")) ?? [])
      default: return nil
      }
      guard planes[plane].count == count else { return nil }
    }
    var elements = [UInt8](repeating: 0, count: count * width)
    for index in 0..<count {
      let word = planes.reduce(UInt64(0)) { $0 << 8 | UInt64($1[index]) }
      elements.put(restored(word, record.number(at: 9, 1), width), at: index * width, width)
    }
    return elements
  }

  private static func restored(_ word: UInt64, _ transform: UInt64, _ width: Int) -> UInt64 {
    let bits = UInt64(8 * width)
    switch transform {
    case 1 where width >= 2:
      // Exponent, sign, mantissa: the sign goes to the top.
      let sign = word >> (bits - 9) & 1
      let mantissa = word & ((1 << (bits - 9)) - 1)
      return sign << (bits - 1) | (word >> (bits - 8)) << (bits - 9) | mantissa
    case 2: return word >> 1 | (word & 1) << (bits - 1)
    default: return word
    }
  }

  // MARK: Content hash

  private static func contentHash(_ index: [UInt8], _ content: [[UInt8]: [UInt8]]) -> [UInt8]? {
    var hashed = Array("strata content 1".utf8) + index.part(0, 8)
    var place = 8
    for _ in 0..<min(index.count(at: 0, 8), StrataAnatomy.mostRecords) {
      let size = index.count(at: place, 4)
      guard size >= 72, size <= index.count - place else { return nil }
      let record = index.part(place, size)
      let (nameSize, rank) = (record.count(at: 4, 2), record.count(at: 8, 1))
      guard let blocks = storedSizes(of: record) else { return nil }
      let name = 72 + 8 * rank + blocks.count * (4 + 4 * record.count(at: 11, 1))
      hashed += record.part(4, 4) + [UInt8(rank), 0, 0, 0] + record.part(name, nameSize)
      hashed += record.part(72, 8 * rank) + record.part(16, 8) + record.part(40, 32)
      place += size
    }
    for type in ["ARCH", "PREP", "TRNG"] {
      guard let bytes = content[Array(type.utf8)] else { continue }
      var size = [UInt8](repeating: 0, count: 8)
      size.put(UInt64(bytes.count), at: 0, 8)
      hashed += Array(type.utf8) + size + SHA256.hash(bytes)
    }
    return SHA256.hash(hashed)
  }
}
