/// Predictions and targets that a loss cannot compare.
public struct LossError: Error, Hashable, CustomStringConvertible {
  /// The loss's kind.
  public let loss: String
  /// What it takes.
  public let expected: String
  /// What it was given.
  public let got: String

  /// Predictions and targets that a loss cannot compare.
  public init(_ loss: String, expected: String, got: String) {
    self.loss = loss
    self.expected = expected
    self.got = got
  }

  /// One line: which loss, expected, got.
  public var description: String { "\(loss): expected \(expected), got \(got)" }
}
