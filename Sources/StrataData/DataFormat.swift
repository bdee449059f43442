/// What kind of data bytes are, told by how they begin.
public enum DataFormat: Hashable, Sendable {
  /// An array of numbers in the IDX format.
  case idx
  /// An array of numbers in NumPy's format.
  case numPy
  /// A table of text.
  case csv
  /// Something that is no data to learn from, in words: "a PNG image".
  case other(String)

  /// How many bytes are enough to tell.
  public static let peekLength = 512

  /// Tells a format by the first bytes, after gzip has been unpacked.
  ///
  /// Whatever begins like no known binary format and holds no zero byte passes for text.
  public static func detect(_ bytes: [UInt8]) -> DataFormat {
    if let known = signatures.first(where: { bytes.starts(with: $0.bytes) }) {
      return .other(known.name)
    }
    if bytes.starts(with: [0, 0]) { return .idx }
    if bytes.starts(with: [0x93] + Array("NUMPY".utf8)) { return .numPy }
    return bytes.prefix(peekLength).contains(0) ? .other("a binary file of unknown kind") : .csv
  }

  private static let signatures: [(bytes: [UInt8], name: String)] = [
    ([0xD3, 0x53, 0x54, 0x52], "a Strata model file"),
    ([0x1F, 0x8B], "a gzip file inside a gzip file"),
    ([0x50, 0x4B, 0x03, 0x04], "a zip file"),
    ([0x50, 0x4B, 0x05, 0x06], "an empty zip file"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
    ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    ([0x47, 0x49, 0x46, 0x38], "a GIF image"),
    ([0x25, 0x50, 0x44, 0x46], "a PDF document"),
    ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
    ([0x50, 0x41, 0x52, 0x31], "a Parquet file"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz file"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file"),
    ([0x42, 0x5A, 0x68], "a bzip2 file"),
    ([0x7F, 0x45, 0x4C, 0x46], "a program"),
    ([0xFF, 0xFE], "text in UTF-16"),
    ([0xFE, 0xFF], "text in UTF-16"),
  ]
}
