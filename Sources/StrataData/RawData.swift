public import StrataBytes
import StrataNumPy

/// Data as it stands in a file, told by its content: a table of text or an array of numbers.
public enum RawData: Sendable {
  /// A CSV file.
  case table(Table)
  /// An IDX file or a NumPy array.
  case array(RawArray)

  /// Reads all of a stream.
  /// - Parameters:
  ///   - stream: The bytes; gzip is unpacked by the stream.
  ///   - header: Whether a table's first row names the columns.
  ///   - textColumns: Columns of a table that are text whatever they hold.
  ///   - limit: How many bytes the unpacked data may have.
  /// - Throws: ``CSVError``, `ByteError`, `NumPyError`, and ``DataError/format(_:)`` for what is neither.
  /// - Complexity: O(bytes).
  public init(
    _ stream: consuming ByteStream, header: CSVReader.Header = .automatic,
    textColumns: Set<String> = [], limit: Int = IDXArray.usualLimit
  ) throws {
    switch DataFormat.detect(try stream.peek(DataFormat.peekLength)) {
    case .idx: self = .array(.idx(try IDXArray(&stream, limit: limit)))
    case .numPy: self = .array(.numPy(try NumPyArray(&stream, limit: limit)))
    case .csv:
      self = .table(try Table(CSVReader(stream, header: header), textColumns: textColumns))
    case .other(let what): throw DataError.format(what)
    }
  }
}
