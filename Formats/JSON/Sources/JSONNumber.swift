/// A number as it stands in a JSON text.
///
/// It keeps the text, so that every `Int64`, `UInt64`, `Double` and `Float` comes back exactly.
/// Two numbers are equal if their texts are: `1` and `1.0` are not.
public struct JSONNumber: Hashable, Sendable {
  /// The text, by the grammar of RFC 8259.
  public let text: String

  /// A number whose text has already been checked.
  init(checked text: String) {
    self.text = text
  }

  /// An integer, written in digits without an exponent.
  public init(_ value: some FixedWidthInteger) {
    text = String(value)
  }

  /// The shortest text that reads back as the same `Double`; nil for NaN and the infinities.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    text = shortest(value.description)
  }

  /// The shortest text that reads back as the same `Float`; nil for NaN and the infinities.
  ///
  /// In the form that `Double` has for the same decimal, so that a reader that takes every number
  /// for one writes the same text again.
  public init?(_ value: Float) {
    guard value.isFinite else { return nil }
    // From here on `Double` turns to exponents; `Float` does from 2²⁴ on.
    text = shortest(value.magnitude < 0x1p53 ? spelledOut(value.description) : value.description)
  }

  /// The number as an integer; nil if it has a fraction or exponent or does not fit.
  public func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
    Integer(text)
  }

  /// The nearest `Double`; nil if the number is beyond its range.
  public var double: Double? {
    Double(text).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The nearest `Float`, rounded once; nil if the number is beyond its range.
  public var float: Float? {
    Float(text).flatMap { $0.isFinite ? $0 : nil }
  }
}

extension JSONNumber: CustomStringConvertible {
  /// The text of the number.
  public var description: String { text }
}

/// A large whole number without an exponent: `1.25e+10` is `12500000000`.
private func spelledOut(_ text: String) -> String {
  guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]),
    exponent > 0
  else { return text }
  let parts = text[..<mark].split(separator: ".")
  let fraction = parts.count > 1 && parts[1] != "0" ? parts[1] : ""
  guard fraction.count <= exponent else { return text }
  return parts[0] + fraction + String(repeating: "0", count: exponent - fraction.count)
}

/// Drops from Swift's own shortest decimal what JSON needs not: `5.0` is `5`, `1e+16` is `1e16`
/// and `1e-05` is `1e-5`.
private func shortest(_ text: String) -> String {
  if text.utf8.count > 2 && text.hasSuffix(".0") { return String(text.dropLast(2)) }
  guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "e")) else { return text }
  let exponent = text[text.index(after: mark)...]
  let digits = exponent.drop { $0 == "+" || $0 == "-" || $0 == "0" }
  return text[..<mark] + (exponent.first == "-" ? "e-" : "e") + digits
}
