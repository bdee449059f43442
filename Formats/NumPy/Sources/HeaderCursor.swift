/// A place in the text of a header, and what can stand there.
struct HeaderCursor {
  let path: String
  private let bytes: ArraySlice<UInt8>
  private(set) var place: Int

  init(_ bytes: ArraySlice<UInt8>, path: String) {
    self.bytes = bytes
    self.path = path
    place = bytes.startIndex
  }

  /// The byte here; nil at the end.
  var peek: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

  /// Steps over white space.
  /// - Returns: True, for loops that do so before they look.
  @discardableResult
  mutating func skipSpace() -> Bool {
    while let byte = peek, byte == 0x20 || (0x09...0x0D).contains(byte) { place += 1 }
    return true
  }

  /// Steps over a character, which must stand here after white space.
  mutating func take(_ character: Unicode.Scalar) throws(NumPyError) {
    skipSpace()
    guard let byte = peek, byte == UInt8(ascii: character) else { throw wrong("'\(character)'") }
    place += 1
  }

  /// Steps over a comma, if one stands here after white space.
  mutating func takeComma() -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: ",") else { return false }
    place += 1
    return true
  }

  /// Steps over a word, if it stands here.
  mutating func takeWord(_ word: String) -> Bool {
    guard bytes[place...].starts(with: word.utf8) else { return false }
    place += word.utf8.count
    return true
  }

  /// A whole number of at least 0.
  mutating func number() throws(NumPyError) -> Int {
    let start = place
    var value = 0
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tens, tensOverflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflows) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !tensOverflow, !sumOverflows else {
        throw wrong("a dimension below 2⁶³", "a larger one", at: start)
      }
      value = sum
      place += 1
    }
    guard place > start else { throw wrong("a dimension") }
    // Python 2 marked long integers.
    if peek == UInt8(ascii: "L") { place += 1 }
    return value
  }

  /// A short word in quotes, of either sort.
  mutating func string() throws(NumPyError) -> String {
    skipSpace()
    let start = place
    guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw wrong("a quoted word")
    }
    place += 1
    while let byte = peek, byte != quote {
      // What needs an escape is no word of this format.
      guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\"), place - start <= 64 else {
        throw wrong("a short word of plain letters", "another", at: start)
      }
      place += 1
    }
    guard peek == quote else { throw wrong("a closing quote") }
    defer { place += 1 }
    return String(decoding: bytes[(start + 1)..<place], as: UTF8.self)
  }

  /// An error about what stands here, or at an offset.
  func wrong(
    _ expected: String, _ got: String? = nil, at offset: Int? = nil
  ) -> NumPyError {
    let found = peek.map { byte in
      (0x21..<0x7F).contains(byte)
        ? "'\(Character(Unicode.Scalar(byte)))'" : "the byte 0x\(String(byte, radix: 16))"
    }
    return .invalid(
      path: path, offset: offset ?? place, expected: expected,
      got: got ?? found ?? "the end of the header")
  }
}
