/// What went wrong with bytes from outside: where, what was expected, what came.
///
/// `description` is one line, ready to be shown to a person. `cause` says whose problem it is,
/// so that a command can choose its exit code without listing the cases.
public enum ByteError: Error, Equatable, CustomStringConvertible {
  /// There is nothing at `path`.
  case noSuchFile(path: String)
  /// The system refused `operation` ("open", "read") on an input.
  case cannotRead(path: String, operation: String, reason: String)
  /// The system refused `operation` ("create", "write", "sync", "rename") on an output.
  case cannotWrite(path: String, operation: String, reason: String)
  /// `what` ends too early: `expected` bytes were needed at byte `offset`, `got` were there.
  case truncated(what: String, offset: Int, expected: Int, got: Int)
  /// `what` is there, but what stands at byte `offset` cannot be right.
  case corrupt(what: String, offset: Int, reason: String)
  /// `what` has `got` bytes or more, and the caller allows `limit`.
  case limit(what: String, limit: Int, got: Int)

  /// Whose problem an error is.
  public enum Cause: Sendable {
    /// The input is not there or may not be read (exit code 66 of sysexits.h).
    case missingInput
    /// The input was read and its content is wrong or too large (65).
    case badData
    /// The output cannot be written (73).
    case unwritableOutput
  }

  /// Whose problem this is.
  public var cause: Cause {
    switch self {
    case .noSuchFile, .cannotRead: .missingInput
    case .truncated, .corrupt, .limit: .badData
    case .cannotWrite: .unwritableOutput
    }
  }

  /// One line: what, where, expected, got.
  public var description: String {
    switch self {
    case .noSuchFile(let path):
      "\(path.printable): no such file"
    case .cannotRead(let path, let operation, let reason),
      .cannotWrite(let path, let operation, let reason):
      "\(path.printable): cannot \(operation): \(reason)"
    case .truncated(let what, let offset, let expected, let got):
      "\(what.printable): cut short at byte \(offset): expected \(counted(expected)), got \(got)"
    case .corrupt(let what, let offset, let reason):
      "\(what.printable): corrupt data at byte \(offset): \(reason.printable)"
    case .limit(let what, let limit, let got):
      "\(what.printable): too large: expected at most \(counted(limit)), got \(got) or more"
    }
  }
}

/// "1 byte", "2 bytes".
private func counted(_ count: Int) -> String {
  count == 1 ? "1 byte" : "\(count) bytes"
}
