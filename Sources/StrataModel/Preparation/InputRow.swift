/// A row of a table that a program makes, column by column: `["age": 41, "city": "Oslo"]`.
///
/// Columns may stand in any order. One that is left out has no value.
public struct InputRow: Hashable, Sendable {
  /// A column's value.
  public struct Field: Hashable, Sendable {
    /// The column.
    public let name: String
    /// What stands there.
    public let value: InputValue

    /// A column's value.
    public init(_ name: String, _ value: InputValue) {
      self.name = name
      self.value = value
    }
  }

  /// The columns with their values, in the order in which they were given.
  public var fields: [Field]

  /// A row of columns.
  public init(_ fields: [Field] = []) { self.fields = fields }

  /// A row of columns.
  public init(_ fields: [String: InputValue]) {
    self.fields = fields.map { Field($0.key, $0.value) }
  }
}

extension InputRow: ExpressibleByDictionaryLiteral {
  /// A row of columns. A name that stands there twice is refused when the row is prepared.
  public init(dictionaryLiteral elements: (String, InputValue)...) {
    fields = elements.map { Field($0.0, $0.1) }
  }
}
