public import StrataBytes
import StrataModel

/// Reads a table of text row by row, by RFC 4180, without holding more than a row and a chunk.
///
/// ```swift
/// var reader = try CSVReader(ByteStream(path: "train.csv.gz"))
/// while let row = try reader.next() { … }
/// ```
///
/// Fields are in UTF-8, separated by commas; or by semicolons or tabs, if there are some and no comma
/// in the first row. A field may be quoted whole, and then hold separators, line ends and doubled
/// quotes. Lines end with LF, CR LF or CR. A byte order mark at the start and empty lines at the end
/// are passed over. Every row has as many fields as the first.
public struct CSVReader: ~Copyable {
  /// Whether the first row names the columns.
  public enum Header: Hashable, Sendable {
    /// It does, unless all its fields are numbers that do not count 0, 1, 2, … or 1, 2, 3, …
    case automatic
    /// It does.
    case present
    /// It does not.
    case absent
  }

  /// The names of the columns: the header's, or `column_1` and so on without one.
  public let names: [String]
  /// The names in the header, nil if there is none.
  public let header: [String]?

  private var rows: CSVTokenizer
  /// The first row, if it is no header and has not been given out.
  private var first: CSVRow?
  /// Empty lines that are rows of one empty field, if something follows them.
  private var emptyLines: Range<Int>?
  /// The row that came after them.
  private var following: CSVRow?

  /// Reads the header, if there is one.
  /// - Parameters:
  ///   - stream: The bytes.
  ///   - header: Whether the first row names the columns.
  /// - Throws: ``CSVError`` if there is no row, or the first cannot be read, or it is a header that
  ///   has a name twice.
  public init(_ stream: consuming ByteStream, header: Header = .automatic) throws(CSVError) {
    var rows = try CSVTokenizer(stream)
    guard let row = try rows.next() else { throw .empty }
    let isHeader = Self.isHeader(row.fields, header)
    if isHeader, let name = ExactText.firstRepeated(in: row.fields) {
      throw .repeatedName(line: row.line, name: name)
    }
    self.rows = rows
    self.header = isHeader ? row.fields : nil
    names = isHeader ? row.fields : (1...row.fields.count).map { "column_\($0)" }
    first = isHeader ? nil : row
  }

  /// The next row, nil at the end.
  ///
  /// After an error about a row the next call gives the row of the next line; after
  /// ``CSVError/bytes(_:)`` there is nothing more to be had.
  /// - Throws: ``CSVError``, also for a row that has not as many fields as there are columns.
  /// - Complexity: O(length of the row).
  public mutating func next() throws(CSVError) -> CSVRow? {
    if let row = first {
      first = nil
      return row
    }
    if let lines = emptyLines {
      emptyLines = lines.count > 1 ? lines.dropFirst() : nil
      return CSVRow(fields: [""], line: lines.lowerBound)
    }
    if let row = following {
      following = nil
      try check(row)
      return row
    }
    guard var row = try rows.next() else { return nil }
    if row.fields == [""], !rows.lastFieldWasQuoted {
      guard let lines = try skipEmptyLines(from: &row) else { return nil }
      following = row
      guard names.count == 1 else {
        throw .fieldCount(line: lines.lowerBound, expected: names.count, got: 1)
      }
      emptyLines = lines
      return try next()
    }
    try check(row)
    return row
  }

  /// The lines before the next row that is not empty, which takes the place of `row`; nil if there is
  /// none.
  private mutating func skipEmptyLines(from row: inout CSVRow) throws(CSVError) -> Range<Int>? {
    let start = row.line
    while let next = try rows.next() {
      if next.fields != [""] || rows.lastFieldWasQuoted {
        row = next
        return start..<next.line
      }
    }
    return nil
  }

  private func check(_ row: CSVRow) throws(CSVError) {
    guard row.fields.count == names.count else {
      throw .fieldCount(line: row.line, expected: names.count, got: row.fields.count)
    }
  }

  private static func isHeader(_ fields: [String], _ rule: Header) -> Bool {
    switch rule {
    case .present: return true
    case .absent: return false
    case .automatic:
      let numbers = fields.compactMap(RawValue.number)
      guard numbers.count == fields.count else { return true }
      return [0, 1].contains { start in
        numbers.indices.allSatisfy { numbers[$0] == Double($0 + start) }
      }
    }
  }
}
