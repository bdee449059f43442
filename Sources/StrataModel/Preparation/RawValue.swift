/// What a field of a text file says: the two rules that reading a table to learn from it and
/// reading a row to predict from it must share.
package enum RawValue {
  /// Whether the field holds no value: it is empty, or `NA`, `N/A`, `NaN`, `null` or `?` in upper or
  /// lower case, with spaces around or not.
  package static func isMissing(_ text: String) -> Bool {
    let word = trimmed(text)
    // Most fields end here.
    guard let first = word.first else { return true }
    guard first == 0x3F || first | 0x20 == 0x6E, word.count <= 4 else { return false }
    let lower = word.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    return missingWords.contains { lower == $0 }
  }

  /// The number that the field is, or nil.
  ///
  /// A number is an optional sign, digits with an optional decimal point before, among or after
  /// them, and an optional exponent, with spaces around or not; rounded to the nearest `Double`.
  /// Hexadecimal, infinities, NaN and whatever overflows are no numbers.
  package static func number(_ text: String) -> Double? {
    if let digits = shortInteger(text) { return digits }
    let word = trimmed(text)
    var rest = word
    func skip(_ bytes: UInt8...) -> Bool {
      guard let first = rest.first, bytes.contains(first) else { return false }
      rest.removeFirst()
      return true
    }
    func skipDigits() -> Int {
      let end = rest.firstIndex { !(0x30...0x39).contains($0) } ?? rest.endIndex
      let digits = rest[..<end].count
      rest = rest[end...]
      return digits
    }

    _ = skip(plus, minus)
    var digits = skipDigits()
    if skip(point) { digits += skipDigits() }
    guard digits > 0 else { return nil }
    if skip(0x65, 0x45) {
      _ = skip(plus, minus)
      guard skipDigits() > 0 else { return nil }
    }
    guard rest.isEmpty, let value = Double(Substring(word)), value.isFinite else { return nil }
    return value
  }

  /// The shortest text that reads back as the number, without a needless `.0`.
  package static func text(_ number: Double) -> String {
    guard number != 0 else { return "0" }
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// What most fields are: up to 15 digits, which a `Double` holds exactly.
  private static func shortInteger(_ text: String) -> Double? {
    guard (1...15).contains(text.utf8.count) else { return nil }
    var value = 0
    for byte in text.utf8 {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return Double(value)
  }

  private static let (plus, minus, point) = (UInt8(0x2B), UInt8(0x2D), UInt8(0x2E))
  private static let missingWords: [[UInt8]] = ["", "na", "n/a", "nan", "null", "?"].map {
    Array($0.utf8)
  }

  /// The field without spaces and tabs around it.
  private static func trimmed(_ text: String) -> Substring.UTF8View {
    var bytes = text[...].utf8
    while let byte = bytes.first, byte == 0x20 || byte == 0x09 { bytes.removeFirst() }
    while let byte = bytes.last, byte == 0x20 || byte == 0x09 { bytes.removeLast() }
    return bytes
  }
}
