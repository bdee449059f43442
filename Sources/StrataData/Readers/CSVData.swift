public import StrataBytes
import StrataPlugin

/// Tables of text, as ``CSVReader`` reads them; also with semicolons or tabs.
///
/// Whatever holds no zero byte and begins like no known binary format may be one.
public struct CSVData: DataReader {
  /// The name on command lines.
  public static let kind = "csv"
  /// What a list of plugins says of it.
  public static let summary = "Tables with commas, semicolons or tabs"
  /// A table.
  public static let rowKind = RowKind.table
  /// Of comma- and tab-separated values.
  public static let endings = ["csv", "tsv"]

  /// Tables of text.
  public init() {}

  /// Likely for any text.
  public static func recognize(_ start: [UInt8]) -> Recognition {
    DataFormat.detect(start) == .csv ? .likely : .no
  }

  /// Reads rows one after the other.
  /// - Throws: ``CSVError``.
  public func rows(
    _ stream: consuming ByteStream, _ options: DataOptions
  ) throws -> any RowSource {
    try CSVRows(CSVReader(stream, header: options.header))
  }

  /// Reads the whole table.
  /// - Throws: ``CSVError``.
  public func read(
    _ stream: consuming ByteStream, _ options: DataOptions
  ) throws -> RawData {
    .table(
      try Table(CSVReader(stream, header: options.header), textColumns: options.textColumns))
  }
}

private final class CSVRows: RowSource {
  let layout: RowLayout
  private var reader: CSVReader

  init(_ reader: consuming CSVReader) {
    layout = .table(names: reader.names, hasHeader: reader.header != nil)
    self.reader = reader
  }

  func next() throws -> DataRow? {
    do throws(CSVError) {
      return try reader.next().map { DataRow(.fields($0.fields), place: $0.line) }
    } catch .bytes(let error) {
      throw CSVError.bytes(error)
    } catch {
      throw RowError(error)
    }
  }
}
