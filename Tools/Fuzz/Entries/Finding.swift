import StrataBytes

/// What a reader did that no reader may do.
public struct Finding: Error, CustomStringConvertible {
  /// In words.
  public let description: String

  /// Something that a reader did.
  public init(_ description: String) {
    self.description = description
  }
}

/// The value, or nil where the body throws its own kind of error.
/// - Throws: ``Finding`` for an error that cannot be shown on one line of a terminal.
func refusing<Value, Refusal: Error & CustomStringConvertible>(
  _ body: () throws(Refusal) -> Value
) throws(Finding) -> Value? {
  do {
    return try body()
  } catch {
    try checkWords(of: error)
    return nil
  }
}

/// The same for a body that names no type of error: those of `refusals` are expected, others not.
func refusing<Value>(
  _ refusals: [any Error.Type], _ body: () throws -> Value
) throws(Finding) -> Value? {
  do {
    return try body()
  } catch {
    guard refusals.contains(where: { $0 == type(of: error) }) else {
      throw Finding("an error of type \(type(of: error)): \(error)")
    }
    try checkWords(of: error)
    return nil
  }
}

private func checkWords(of error: any Error) throws(Finding) {
  let words = "\(error)"
  guard !words.isEmpty, words == words.printable else {
    throw Finding("an error that is no line of text: \(words.debugDescription)")
  }
}
