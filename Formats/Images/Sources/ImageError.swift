public import StrataBytes

/// An image that cannot be read: where, what was expected, what came.
///
/// Offsets count bytes from the start of the file, after gzip has been unpacked.
public enum ImageError: Error, Equatable, CustomStringConvertible {
  /// The bytes cannot be had, end too early, or cannot be unpacked.
  case bytes(ByteError)
  /// What stands at byte `offset` cannot be right, or is not read here.
  case invalid(path: String, offset: Int, expected: String, got: String)
  /// The samples take `got` bytes or more, and the caller allows `limit`.
  case limit(path: String, limit: Int, got: Int)
  /// Samples that are no image.
  case samples(expected: String, got: String)

  /// Whose problem this is.
  public var cause: ByteError.Cause {
    if case .bytes(let error) = self { error.cause } else { .badData }
  }

  /// One line: where, expected, got.
  public var description: String {
    switch self {
    case .bytes(let error): error.description
    case .invalid(let path, let offset, let expected, let got):
      "\(path.printable): byte \(offset): expected \(expected), got \(got.printable)"
    case .limit(let path, let limit, let got):
      "\(path.printable): expected an image of at most \(limit) bytes, got \(got) or more"
    case .samples(let expected, let got): "image: expected \(expected), got \(got)"
    }
  }

  /// Errors of bytes as errors of images.
  static func wrapping<Result: ~Copyable>(
    _ body: () throws(ByteError) -> Result
  ) throws(ImageError) -> Result {
    do throws(ByteError) {
      return try body()
    } catch {
      throw .bytes(error)
    }
  }
}
