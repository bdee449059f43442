/// A value of a row that a program makes: a number, a text, or none.
///
/// Literals are values: `41`, `12.5`, `"Oslo"`, `true` (which is 1), `nil`.
public enum InputValue: Hashable, Sendable {
  /// A number; for a category, the text that it reads as, without a needless `.0`.
  case number(Double)
  /// A text, as a field of a CSV file holds it: for a column of numbers, one that reads as a number.
  case text(String)
  /// No value: what the column has in its place is taken, if it has something.
  case missing
}

extension InputValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// 1 or 0.
  public init(booleanLiteral value: Bool) { self = .number(value ? 1 : 0) }
  /// No value.
  public init(nilLiteral: ()) { self = .missing }
}
