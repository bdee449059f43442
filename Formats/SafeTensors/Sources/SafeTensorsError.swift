public import StrataBytes

/// A safetensors file that cannot be read or written: which file, which tensor, where, what was
/// expected, what came. Offsets count bytes from the start of the file.
public enum SafeTensorsError: Error, Equatable, CustomStringConvertible {
  /// The bytes cannot be had, or end too early.
  case bytes(ByteError)
  /// What stands at byte `offset` of the header cannot be.
  case header(path: String, offset: Int, expected: String, got: String)
  /// What the header says of a tensor, at byte `offset`, cannot be.
  case tensor(path: String, name: String, offset: Int, expected: String, got: String)
  /// What is announced at byte `offset` takes `got` bytes (or entries), and the caller allows `limit`.
  case limit(path: String, offset: Int, limit: Int, got: Int)
  /// Something that cannot be written in this format.
  case unwritable(path: String, expected: String, got: String)

  /// Whose problem this is.
  public var cause: ByteError.Cause {
    if case .bytes(let error) = self { error.cause } else { .badData }
  }

  /// One line: where, expected, got.
  public var description: String {
    switch self {
    case .bytes(let error): error.description
    case .header(let path, let offset, let expected, let got):
      "\(path.printable): byte \(offset): expected \(expected.printable), got \(got.printable)"
    case .tensor(let path, let name, let offset, let expected, let got):
      "\(path.printable): tensor '\(name.printable)', byte \(offset): "
        + "expected \(expected.printable), got \(got.printable)"
    case .limit(let path, let offset, let limit, let got):
      "\(path.printable): byte \(offset): expected at most \(limit), got \(got)"
    case .unwritable(let path, let expected, let got):
      "\(path.printable): expected \(expected), got \(got.printable)"
    }
  }

  static func wrapping<Result: ~Copyable>(
    _ body: () throws(ByteError) -> Result
  ) throws(SafeTensorsError) -> Result {
    do throws(ByteError) {
      return try body()
    } catch {
      throw .bytes(error)
    }
  }
}
