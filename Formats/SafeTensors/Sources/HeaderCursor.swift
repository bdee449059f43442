internal import StrataJSON

/// A place in the JSON text of a header, and what can stand there (RFC 8259). The text is UTF-8.
struct HeaderCursor {
  let path: String
  private let bytes: [UInt8]
  private let base: Int
  private(set) var place = 0

  /// - Parameters:
  ///   - bytes: The text, which has been found to be UTF-8.
  ///   - path: What errors call the file.
  ///   - base: Where the text begins in it.
  init(_ bytes: [UInt8], path: String, base: Int) {
    self.bytes = bytes
    self.path = path
    self.base = base
  }

  /// Where this place is in the file.
  var offset: Int { base + place }

  /// The byte here; nil at the end.
  var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      place += 1
    }
  }

  /// Steps over the spaces that may fill a header up; nothing else may follow.
  mutating func end() throws(SafeTensorsError) {
    while peek == 0x20 { place += 1 }
    guard peek == nil else { throw wrong("spaces up to the end of the header") }
  }

  /// Steps over a character, which must stand here after white space.
  mutating func take(_ character: Unicode.Scalar) throws(SafeTensorsError) {
    skipSpace()
    guard peek == UInt8(ascii: character) else { throw wrong("'\(character)'") }
    place += 1
  }

  /// Visits what stands between `open` and `close`, with commas between; the cursor is at an element
  /// when `element` is called, which steps over it.
  mutating func list(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar,
    _ element: (inout HeaderCursor) throws(SafeTensorsError) -> Void
  ) throws(SafeTensorsError) {
    try take(open)
    skipSpace()
    guard peek != UInt8(ascii: close) else {
      place += 1
      return
    }
    while true {
      skipSpace()
      try element(&self)
      skipSpace()
      switch peek {
      case UInt8(ascii: ","): place += 1
      case UInt8(ascii: close):
        place += 1
        return
      default: throw wrong("',' or '\(close)'")
      }
    }
  }

  /// Visits the members of an object. A key that comes twice, in the same bytes, is an error.
  mutating func members(
    _ member: (inout HeaderCursor, _ key: String, _ offset: Int) throws(SafeTensorsError) -> Void
  ) throws(SafeTensorsError) {
    var keys: Set<[UInt8]> = []
    try list("{", "}") { (cursor) throws(SafeTensorsError) in
      let start = cursor.offset
      let key = try cursor.string()
      guard keys.insert(Array(key.utf8)).inserted else {
        throw .header(
          path: cursor.path, offset: start, expected: "each key once", got: "'\(key)' twice")
      }
      try cursor.take(":")
      try member(&cursor, key, start)
    }
  }

  /// A string.
  mutating func string() throws(SafeTensorsError) -> String {
    skipSpace()
    let start = place
    guard peek == UInt8(ascii: "\"") else { throw wrong("a text in double quotes") }
    place += 1
    var hasEscapes = false
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw wrong("a text without control characters") }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        place += 1
      }
      place += 1
    }
    guard peek != nil else {
      place = bytes.count
      throw wrong("a closing quote")
    }
    place += 1
    guard hasEscapes else {
      return String(decoding: bytes[(start + 1)..<(place - 1)], as: UTF8.self)
    }
    do throws(JSONError) {
      let text = Array(bytes[start..<place])
      return try JSONReader.value(from: text, options: .init(maximumBytes: text.count)).string ?? ""
    } catch {
      var (expected, got) = ("a text as JSON writes it", "\(error.problem)")
      if case .syntax(let wanted, let found) = error.problem { (expected, got) = (wanted, found) }
      throw .header(
        path: path, offset: base + start + (error.position?.offset ?? 0), expected: expected,
        got: got)
    }
  }

  /// A whole number of at least 0, in digits.
  mutating func number() throws(SafeTensorsError) -> Int {
    skipSpace()
    let start = place
    var value = 0
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tens, tensOverflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflows) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !tensOverflow, !sumOverflows else {
        place = start
        throw wrong("a whole number below 2⁶³", "a larger one")
      }
      value = sum
      place += 1
    }
    let isPadded = place > start + 1 && bytes[start] == UInt8(ascii: "0")
    let hasMore = peek.map { [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) } ?? false
    guard place > start, !isPadded, !hasMore else {
      if isPadded || !hasMore { place = start }
      throw isPadded
        ? wrong("a whole number", "one with leading zeros") : wrong("a whole number from 0 on")
    }
    return value
  }

  /// An error about what stands here.
  func wrong(_ expected: String, _ got: String? = nil) -> SafeTensorsError {
    let found = peek.map { byte in
      (0x21..<0x7F).contains(byte)
        ? "'\(Character(Unicode.Scalar(byte)))'" : "the byte 0x\(String(byte, radix: 16))"
    }
    return .header(
      path: path, offset: offset, expected: expected, got: got ?? found ?? "the end of the header")
  }
}
