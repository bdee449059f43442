public import StrataBytes

/// An array file that cannot be read, converted or written: where, what was expected, what came.
///
/// Paths are those that were given; inside an archive they name the array too:
/// `weights.npz: 'bias'`. Offsets count bytes from the start of the file, or of the unpacked array
/// inside an archive.
public enum NumPyError: Error, Equatable, CustomStringConvertible {
  /// The bytes cannot be had, end too early, or cannot be unpacked.
  case bytes(ByteError)
  /// What stands at byte `offset` cannot be right, or is not read here.
  case invalid(path: String, offset: Int, expected: String, got: String)
  /// An array of Python objects: reading one would run the program that its file holds.
  case objects(path: String, offset: Int)
  /// What is announced at byte `offset` takes `got` bytes or more, and the caller allows `limit`.
  case limit(path: String, offset: Int, limit: Int, got: Int)
  /// An element, counted in row-major order, that the wanted type does not hold.
  case element(path: String, index: Int, expected: String, got: String)
  /// No array of that name is in the archive; `known` are.
  case noArray(path: String, name: String, known: [String])
  /// Something that cannot be written in this format.
  case unwritable(path: String, expected: String, got: String)

  /// Whose problem this is.
  public var cause: ByteError.Cause {
    switch self {
    case .bytes(let error): error.cause
    case .unwritable: .unwritableOutput
    default: .badData
    }
  }

  /// One line: where, expected, got.
  public var description: String {
    switch self {
    case .bytes(let error): error.description
    case .invalid(let path, let offset, let expected, let got):
      "\(path.printable): byte \(offset): expected \(expected.printable), got \(got.printable)"
    case .objects(let path, let offset):
      "\(path.printable): byte \(offset): expected an array of numbers, got pickled Python objects, "
        + "which are not read: they can run any program"
    case .limit(let path, let offset, let limit, let got):
      "\(path.printable): byte \(offset): expected at most \(limit) bytes, got \(got) or more"
    case .element(let path, let index, let expected, let got):
      "\(path.printable): element \(index): expected \(expected), got \(got)"
    case .noArray(let path, let name, let known):
      "\(path.printable): no array '\(name.printable)' "
        + (known.isEmpty
          ? "(it has none)"
          : "(arrays: \(known.prefix(8).map(\.printable).joined(separator: ", "))"
            + (known.count > 8 ? ", …)" : ")"))
    case .unwritable(let path, let expected, let got):
      "\(path.printable): expected \(expected), got \(got.printable)"
    }
  }
}
