/// Why golden vectors do not hold.
public struct GoldenProblem: Error, Equatable, CustomStringConvertible {
  let reason: String

  /// One line: which output, where, expected, got.
  public var description: String { "golden vectors: \(reason)" }
}
