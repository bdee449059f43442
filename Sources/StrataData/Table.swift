public import StrataModel
import StrataTensor

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
    let names = reader.names
    let asText = Set(textColumns.map { ExactText($0) })
    for name in textColumns.sorted() where !names.contains(where: { $0 == name }) {
      throw .value(.noColumn(name: name, columns: names))
    }
    var builders = names.map { ColumnBuilder($0, isText: asText.contains(ExactText($0))) }
    var lines: [Int] = []
    while let row = try reader.next() {
      lines.append(row.line)
      do throws(PreparationError) {
        // Reading a decimal number rounds too.
        try FloatingPointEnvironment.pinned { () throws(PreparationError) in
          for (index, field) in row.fields.enumerated() {
            try builders[index].append(field, line: row.line)
          }
        }
      } catch {
        throw .value(error)
      }
    }
    columns = builders.map(\.column)
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

/// A column while it is read.
private struct ColumnBuilder {
  private enum Values {
    /// So many missing ones.
    case undecided(Int)
    case numbers([Double?])
    case text([String?])
  }

  private let name: String
  private var values: Values

  init(_ name: String, isText: Bool) {
    self.name = name
    values = isText ? .text([]) : .undecided(0)
  }

  mutating func append(_ field: String, line: Int) throws(PreparationError) {
    let isMissing = RawValue.isMissing(field)
    switch values {
    case .undecided(let count):
      if isMissing {
        values = .undecided(count + 1)
      } else if let number = RawValue.number(field) {
        values = .numbers(Array(repeating: nil, count: count) + [number])
      } else {
        values = .text(Array(repeating: nil, count: count) + [field])
      }
    case .numbers(var numbers):
      let number = isMissing ? nil : RawValue.number(field)
      guard isMissing || number != nil else {
        throw .notANumber(.cell(line: line, column: name), got: field)
      }
      // So that the array is held once while it grows.
      values = .undecided(0)
      numbers.append(number)
      values = .numbers(numbers)
    case .text(var texts):
      values = .undecided(0)
      texts.append(isMissing ? nil : field)
      values = .text(texts)
    }
  }

  var column: Table.Column {
    switch values {
    case .undecided(let count):
      Table.Column(name, .numbers(Array(repeating: nil, count: count)))
    case .numbers(let numbers): Table.Column(name, .numbers(numbers))
    case .text(let texts): Table.Column(name, .text(texts))
    }
  }
}
