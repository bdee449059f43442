/// A row of a table of text.
public struct CSVRow: Hashable, Sendable {
  /// The fields, without the quotes around them.
  public var fields: [String]
  /// The line on which the row begins, counted from 1; a row may go over several.
  public var line: Int

  /// A row of a table of text.
  public init(fields: [String], line: Int) {
    self.fields = fields
    self.line = line
  }
}
