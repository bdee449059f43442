public import StrataModel

/// A table in memory: named columns of numbers or of text, and the line on which each row stood.
public struct Table: Hashable, Sendable {
  /// The values of a column, nil where one is missing.
  public enum Values: Hashable, Sendable {
    /// Numbers.
    case numbers([Double?])
    /// Texts, as they stand in the file.
    case text([String?])

    /// The number of rows.
    public var count: Int {
      switch self {
      case .numbers(let numbers): numbers.count
      case .text(let texts): texts.count
      }
    }
  }

  /// A named column.
  public struct Column: Hashable, Sendable {
    /// The name in the header.
    public let name: String
    /// A value a row.
    public let values: Values

    /// A named column.
    public init(_ name: String, _ values: Values) {
      self.name = name
      self.values = values
    }
  }

  /// The columns, in the order of the file.
  public let columns: [Column]
  /// The line on which each row begins, counted from 1.
  public let lines: [Int]

  /// A table made in a program; its rows are taken to stand on the lines 1, 2, …
  /// - Throws: `PreparationError/invalid(part:expected:got:)` if the columns differ in length or
  ///   two have one name.
  public init(columns: [Column]) throws(PreparationError) {
    let count = columns.first?.values.count ?? 0
    for column in columns where column.values.count != count {
      throw .invalid(
        part: "column \(quoted(column.name))", expected: "\(count) values, as in the first column",
        got: "\(column.values.count)")
    }
    if let name = ExactText.firstRepeated(in: columns.map(\.name)) {
      throw .invalid(
        part: "table", expected: "columns of different names", got: "\(quoted(name)) twice")
    }
    self.columns = columns
    lines = Array(1..<(count + 1))
  }

  /// Reads all rows of a text.
  ///
  /// A column is numbers if its first present value is one, and then all others must be; else it is
  /// text. A column without any value is numbers. A field is missing if it is empty, `NA`, `N/A`,
  /// `NaN`, `null` or `?`, in upper or lower case, with spaces around it or not.
  /// - Parameters:
  ///   - reader: Where the rows come from.
  ///   - textColumns: Columns that are text whatever they hold, such as a number of a class.
  /// - Throws: ``CSVError``; for a word in a column of numbers,
  ///   `csv: line 12, column 'age': expected a number, got 'abc'`.
  /// - Complexity: O(bytes); 16 bytes of memory a value.
  public init(
    _ reader: consuming CSVReader, textColumns: Set<String> = []
  ) throws(CSVError) {
    var builder: TableBuilder
    do throws(PreparationError) {
      builder = try TableBuilder(reader.names, textColumns: textColumns)
    } catch {
      throw .value(error)
    }
    while let row = try reader.next() {
      do throws(PreparationError) {
        try builder.append(row.fields, line: row.line)
      } catch {
        throw .value(error)
      }
    }
    self = builder.table
  }

  /// Reads all rows of JSON lines; the columns are the names of all objects, in the order in which they
  /// come, or the places in arrays. A value is what ``JSONLinesData`` says, then all is as in a text.
  /// - Parameters:
  ///   - reader: Where the lines come from.
  ///   - textColumns: Columns that are text whatever they hold, such as a number of a class.
  /// - Throws: ``JSONLinesError``.
  /// - Complexity: O(bytes); 16 bytes of memory a value.
  public init(
    _ reader: consuming JSONLinesReader, textColumns: Set<String> = []
  ) throws(JSONLinesError) {
    var builder = TableBuilder(textColumns: textColumns)
    while let line = try reader.next() {
      do throws(PreparationError) {
        try builder.append(line)
      } catch {
        throw .value(error)
      }
    }
    do throws(PreparationError) {
      try builder.checkTextColumns()
    } catch {
      throw .value(error)
    }
    self = builder.table
  }

  /// Columns as long as there are lines.
  init(built columns: [Column], lines: [Int]) {
    self.columns = columns
    self.lines = lines
  }

  /// A column by its name.
  /// - Throws: `PreparationError/noColumn(name:columns:)`.
  /// - Complexity: O(columns).
  public func column(_ name: String) throws(PreparationError) -> Column {
    guard let column = columns.first(where: { ExactText($0.name) == ExactText(name) }) else {
      throw .noColumn(name: name, columns: columns.map(\.name))
    }
    return column
  }
}
