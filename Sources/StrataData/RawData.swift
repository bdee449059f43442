public import StrataBytes

/// Data as it stands in a file, told by its content: a table of text or an array of numbers.
public enum RawData: Sendable {
  /// A CSV file, or JSON lines.
  case table(Table)
  /// An IDX file, a NumPy array, or what another reader made.
  case array(RawArray)

  /// Reads all of a stream.
  /// - Parameters:
  ///   - stream: The bytes; gzip is unpacked by the stream.
  ///   - header: Whether a table's first row names the columns.
  ///   - textColumns: Columns of a table that are text whatever they hold.
  ///   - limit: How many bytes the unpacked data may have.
  ///   - readers: The formats that are known.
  /// - Throws: What the data's reader throws, such as ``CSVError``, ``JSONLinesError``, `ByteError` and
  ///   `NumPyError`; ``DataError/format(_:)`` for what no reader takes.
  /// - Complexity: O(bytes).
  public init(
    _ stream: consuming ByteStream, header: CSVReader.Header = .automatic,
    textColumns: Set<String> = [], limit: Int = IDXArray.usualLimit,
    readers: DataReaders = .standard
  ) throws {
    let reader = try readers.reader(for: &stream)
    self = try reader.read(
      stream, DataOptions(header: header, textColumns: textColumns, limit: limit))
  }
}
