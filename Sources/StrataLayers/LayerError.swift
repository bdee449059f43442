import StrataPlugin

/// A layer that cannot take what it is given.
public struct LayerError: Error, Hashable, CustomStringConvertible {
  /// What was checked: the layer's kind, or one of its arguments.
  public let operation: String
  /// What it must be.
  public let expected: String
  /// What it is.
  public let got: String

  /// A layer that cannot take what it is given.
  public init(_ operation: String, expected: String, got: String) {
    self.operation = operation
    self.expected = expected
    self.got = got
  }

  /// One line: what, expected, got.
  public var description: String { "\(operation): expected \(expected), got \(got)".onOneLine }
}
