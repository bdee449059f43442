public import StrataBytes
public import StrataJSON
public import StrataModel

/// JSON lines that cannot be read: where, expected, got.
public enum JSONLinesError: Error, Equatable, CustomStringConvertible {
  /// The bytes themselves could not be had.
  case bytes(ByteError)
  /// A line is no JSON; its position counts the lines of the file.
  case json(JSONError)
  /// A line is JSON, but no row.
  case row(line: Int, expected: String, got: String)
  /// A value or a column is not what it must be.
  case value(PreparationError)

  /// One line: where, expected, got.
  public var description: String { described(as: "json: ") }

  /// The same without saying what the lines are of.
  func described(as format: String) -> String {
    switch self {
    case .bytes(let error): error.description
    case .json(let error):
      format + (error.position.map { "line \($0.line), column \($0.column): " } ?? "")
        + error.problem.description
    case .row(let line, let expected, let got):
      "\(format)line \(line): expected \(expected), got \(got)"
    case .value(let error): error.described(as: format)
    }
  }
}
