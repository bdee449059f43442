/// Makes `.strata` files that are nearly right: bytes changed, inserted and removed, numbers at their
/// extremes, records and sections doubled, swapped and dropped. The same seed makes the same files.
public struct StrataMutator {
  private var random: SplitMix

  /// A mutator that depends on the seed alone.
  public init(seed: UInt64) {
    random = SplitMix(state: seed)
  }

  /// A file with one to four changes. Most have all sections put in their places again; checksums
  /// are for ``StrataChecksums`` to repair.
  public mutating func mutant(of file: [UInt8]) -> [UInt8] {
    guard var anatomy = StrataAnatomy(file), random.below(5) > 0 else {
      var file = file
      for _ in 0...random.below(3) { change(&file) }
      return file
    }
    for _ in 0...random.below(4) { change(&anatomy) }
    return anatomy.file
  }

  private mutating func change(_ anatomy: inout StrataAnatomy) {
    switch random.below(16) {
    case 0..<6 where !anatomy.records.isEmpty:
      let index = random.below(anatomy.records.count)
      change(&anatomy.records[index], fields: Self.recordFields)
      fitSize(&anatomy.records[index])
    case 6 where !anatomy.records.isEmpty: rearrange(&anatomy.records, nameAfter: true)
    case 7 where !anatomy.sections.isEmpty: rearrange(&anatomy.sections)
    case 8 where anatomy.records.count > 1: mix(&anatomy.records)
    case 9: change(&anatomy.header, fields: Self.headerFields)
    case 10 where !anatomy.sections.isEmpty:
      change(&anatomy.sections[random.below(anatomy.sections.count)].row, fields: Self.rowFields)
    case 11: change(&anatomy.indexRest)
    case 12 where !anatomy.sections.isEmpty:
      change(&anatomy.sections[random.below(anatomy.sections.count)].payload)
    default:
      let texts = anatomy.sections.indices.filter {
        !anatomy.sections[$0].isTensors && !anatomy.sections[$0].isIndex
      }
      guard !texts.isEmpty else { return }
      changeText(&anatomy.sections[texts[random.below(texts.count)]].payload)
    }
  }

  // MARK: Bytes

  private static let headerFields = [(8, 2), (10, 2), (12, 4), (16, 4), (20, 4), (24, 4), (28, 1)]
  private static let rowFields = [(0, 1), (8, 8), (16, 8), (24, 8), (32, 1), (33, 1)]
  private static let recordFields = [
    (0, 4), (4, 2), (6, 1), (7, 1), (8, 1), (9, 1), (10, 1), (11, 1), (16, 8), (24, 8), (32, 8),
    (72, 8), (80, 4), (84, 4), (88, 4),
  ]

  /// A change somewhere; half the time to one of the numbers that are known to stand there.
  private mutating func change(_ bytes: inout [UInt8], fields: [(Int, Int)]) {
    guard random.below(2) == 0 else { return change(&bytes) }
    let (place, size) = fields[random.below(fields.count)]
    guard place + size <= bytes.count else { return }
    bytes.put(extreme(near: bytes.number(at: place, size)), at: place, size)
  }

  /// Bytes changed, inserted, removed, doubled, or read as a number and replaced by an extreme one.
  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = (0..<random.below(9)).map { _ in UInt8(random.below(256)) }
      return
    }
    let place = random.below(bytes.count)
    let length = min(1 + random.below(random.below(8) == 0 ? 100 : 8), bytes.count - place)
    switch random.below(7) {
    case 0: bytes[place] = UInt8(random.below(256))
    case 1: bytes[place] ^= 1 << UInt8(random.below(8))
    case 2: bytes.insert(contentsOf: (0..<length).map { _ in UInt8(random.below(256)) }, at: place)
    case 3: bytes.removeSubrange(place..<place + length)
    case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: random.below(bytes.count))
    default:
      let size = [1, 2, 4, 8][random.below(4)]
      let aligned = place / size * size
      bytes.put(extreme(near: bytes.number(at: aligned, size)), at: aligned, size)
    }
  }

  /// A number at the edge of something.
  private mutating func extreme(near number: UInt64) -> UInt64 {
    let power = UInt64(1) << UInt64(random.below(64))
    let choices = [
      0, 1, .max, .max >> 1, .max >> 1 + 1, 0xFFFF_FFFF, 0x8000_0000, 0x7FFF_FFFF, 0xFF_FFFF, power,
      power &- 1, power &+ 1, number &+ 1, number &- 1, number &* 2, number / 2, number ^ power,
      number &+ 4, number &- 4, UInt64(random.below(40)),
    ]
    return choices[random.below(choices.count)]
  }

  // MARK: Records and sections

  /// After a change inside a record its size mostly says again how long it is.
  private mutating func fitSize(_ record: inout [UInt8]) {
    guard random.below(8) > 0 else { return }
    record += [UInt8](repeating: 0, count: -record.count & 3)
    record.put(UInt64(record.count), at: 0, 4)
  }

  private mutating func rearrange(_ records: inout [[UInt8]], nameAfter: Bool) {
    let (one, other) = (random.below(records.count), random.below(records.count))
    switch random.below(3) {
    case 0: records.swapAt(one, other)
    case 1: records.remove(at: one)
    default:
      var copy = records[one]
      // The last bytes are the name: another one, most of the time.
      if nameAfter, random.below(4) > 0, let place = copy.lastIndex(where: { $0 != 0 }) {
        copy[place] = UInt8(97 + random.below(26))
      }
      records.insert(copy, at: other)
    }
  }

  private mutating func rearrange(_ sections: inout [StrataAnatomy.Section]) {
    let (one, other) = (random.below(sections.count), random.below(sections.count))
    switch random.below(4) {
    case 0: sections.swapAt(one, other)
    case 1: sections.remove(at: one)
    case 2:
      // The content of one under the name of another.
      sections[one].payload = sections[other].payload
      sections[one].row.put(sections[other].row.number(at: 32, 1), at: 32, 1)
    default:
      var copy = sections[one]
      if random.below(4) > 0 {
        let letter = random.below(4)
        copy.row.put(copy.row.number(at: letter, 1) ^ 0x20, at: letter, 1)
      }
      sections.insert(copy, at: other)
    }
  }

  /// A piece of one record over the same place of another.
  private mutating func mix(_ records: inout [[UInt8]]) {
    let (one, other) = (random.below(records.count), random.below(records.count))
    let place = 4 + random.below(80)
    let piece = records[one].part(place, 1 + random.below(80))
    guard place + piece.count <= records[other].count else { return }
    records[other].replaceSubrange(place..<place + piece.count, with: piece)
  }

  // MARK: Text

  private static let words = [
    "0", "-1", "1e308", "1e-400", "0.5", "2147483648", "9223372036854775807",
    "9223372036854775808", "4611686018427387904", "3037000500", "1000000", "null", "[]", "{}",
    "\"\"", "true", "\"name\":", "[[[[", "\"version\":2,", "-0",
  ]

  /// A number or a string of a JSON text replaced by another, a piece doubled, or any change.
  private mutating func changeText(_ text: inout [UInt8]) {
    guard !text.isEmpty, random.below(5) > 0 else { return change(&text) }
    let start = random.below(text.count)
    let isWord = { (byte: UInt8) in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
        || byte == 0x2E || byte == 0x2D
    }
    guard let first = text[start...].firstIndex(where: isWord) else { return change(&text) }
    let end = text[first...].firstIndex { !isWord($0) } ?? text.count
    let isNumber = text[first] <= 0x39
    if isNumber || random.below(3) == 0 {
      text.replaceSubrange(first..<end, with: Self.words[random.below(Self.words.count)].utf8)
    } else {
      let place = random.below(text.count)
      guard let from = text[place...].firstIndex(where: isWord) else { return }
      let to = text[from...].firstIndex { !isWord($0) } ?? text.count
      text.replaceSubrange(first..<end, with: Array(text[from..<to]))
    }
  }
}
