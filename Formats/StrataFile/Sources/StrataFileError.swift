public import StrataBytes

/// Why a `.strata` file cannot be read or written: which file, which part, where, what.
public enum StrataFileError: Error, Equatable, CustomStringConvertible {
  /// The system would not read or write, or a limit on the file as a whole was met.
  case bytes(ByteError)
  /// `part` of `file` cannot be what was written: at byte `offset` of the file, or, if the part is
  /// "… (unpacked)", of its unpacked content.
  case damaged(file: String, part: String, offset: Int, reason: String)
  /// The file is whole, and needs a reader that knows more than this one.
  case unsupported(file: String, reason: String)
  /// `part` asks for `got` bytes (or entries) and the caller's `ReadLimits` allow `limit`.
  case limit(file: String, part: String, limit: Int, got: Int)
  /// The container handed to be written, or the name asked for, breaks a rule of the format.
  case invalid(part: String, reason: String)

  /// Whose problem it is: exit code 66, 65 or 73.
  public var cause: ByteError.Cause {
    switch self {
    case .bytes(let error): error.cause
    case .damaged, .unsupported, .limit, .invalid: .badData
    }
  }

  /// One line: what, where, expected, got.
  public var description: String {
    switch self {
    case .bytes(let error):
      error.description
    case .damaged(let file, let part, let offset, let reason):
      "\(file.printable): \(part.printable): damaged at byte \(offset): \(reason.printable)"
    case .unsupported(let file, let reason):
      "\(file.printable): \(reason.printable)"
    case .limit(let file, let part, let limit, let got):
      "\(file.printable): \(part.printable): too large: expected at most \(limit), got \(got)"
    case .invalid(let part, let reason):
      "\(part.printable): \(reason.printable)"
    }
  }

  /// The same fact about `part` of `file`: what reading the bytes of a part ran into.
  init(_ error: ByteError, file: String, part: String) {
    switch error {
    case .truncated(_, let offset, let expected, let got):
      self = .damaged(
        file: file, part: part, offset: offset,
        reason: "cut short: expected \(expected) bytes, got \(got)")
    case .corrupt(_, let offset, let reason):
      self = .damaged(file: file, part: part, offset: offset, reason: reason)
    default:
      self = .bytes(error)
    }
  }
}
