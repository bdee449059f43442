/// What a checker found wrong with a plugin or a network.
public struct CheckFailure: Error, Hashable, CustomStringConvertible {
  /// What was checked, such as `layer 'dense'`.
  public let subject: String
  /// What about it, and where, such as `gradient of 'weight', element 3`.
  public let property: String
  /// What it should have been.
  public let expected: String
  /// What it was.
  public let got: String

  /// Something wrong with a plugin or a network.
  public init(_ subject: String, _ property: String, expected: String, got: String) {
    self.subject = subject
    self.property = property
    self.expected = expected
    self.got = got
  }

  /// One line: what, where, expected, got.
  public var description: String { "\(subject): \(property): expected \(expected), got \(got)" }
}
