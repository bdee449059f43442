public import StrataBytes
public import StrataModel

/// A table of text that cannot be read: where, expected, got.
public enum CSVError: Error, Equatable, CustomStringConvertible {
  /// The bytes themselves could not be had.
  case bytes(ByteError)
  /// A value or a column is not what it must be.
  case value(PreparationError)
  /// There is not even a header.
  case empty
  /// A row has more or fewer fields than the first.
  case fieldCount(line: Int, expected: Int, got: Int)
  /// The text breaks the rules of RFC 4180, or is no text.
  case syntax(line: Int, expected: String, got: String)
  /// The header has a name twice.
  case repeatedName(line: Int, name: String)

  /// One line: where, expected, got.
  public var description: String { described(as: "csv: ") }

  /// The same without saying what the lines are of.
  func described(as format: String) -> String {
    switch self {
    case .bytes(let error): error.description
    case .value(let error): error.described(as: format)
    case .empty: "\(format)expected a header or a row, got nothing"
    case .fieldCount(let line, let expected, let got):
      PreparationError.fieldCount(line: line, expected: expected, got: got)
        .described(as: format)
    case .syntax(let line, let expected, let got):
      "\(format)line \(line): expected \(expected), got \(got)"
    case .repeatedName(let line, let name):
      "\(format)line \(line): expected columns of different names, got \(quoted(name)) twice"
    }
  }
}
