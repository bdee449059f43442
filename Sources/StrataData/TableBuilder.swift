import StrataJSON
import StrataModel
import StrataTensor

/// A table while its rows are read.
struct TableBuilder {
  private var columns: [ColumnBuilder] = []
  private var names: [String] = []
  private var places: [ExactText: Int] = [:]
  private var lines: [Int] = []
  private let textColumns: Set<ExactText>
  /// Values of objects so far, and how many of a table's cells may be empty for each of them: objects that
  /// each bring a name of their own would take memory with the square of their number.
  private var valueCount = 0
  private static let (emptyCells, freeCells) = (64, 1 << 22)

  /// A table whose columns are not known yet.
  init(textColumns: Set<String>) {
    self.textColumns = Set(textColumns.map { ExactText($0) })
  }

  /// A table of known columns.
  /// - Throws: `PreparationError.noColumn(name:columns:)` for a text column that there is not.
  init(_ names: [String], textColumns: Set<String>) throws(PreparationError) {
    self.init(textColumns: textColumns)
    for name in names { addColumn(name) }
    try checkTextColumns()
  }

  private mutating func addColumn(_ name: String) {
    let text = ExactText(name)
    places[text] = columns.count
    names.append(name)
    columns.append(
      ColumnBuilder(name, isText: textColumns.contains(text), missing: lines.count))
  }

  /// - Throws: `PreparationError.noColumn(name:columns:)` for a text column that there is not.
  func checkTextColumns() throws(PreparationError) {
    for name in textColumns.sorted() where places[name] == nil {
      throw .noColumn(name: name.text, columns: names)
    }
  }

  /// Appends a row of as many fields as there are columns.
  mutating func append(_ fields: [String], line: Int) throws(PreparationError) {
    guard fields.count == columns.count else {
      throw .fieldCount(line: line, expected: columns.count, got: fields.count)
    }
    lines.append(line)
    // Reading a decimal number rounds too.
    try FloatingPointEnvironment.pinned { () throws(PreparationError) in
      for (index, field) in fields.enumerated() {
        try columns[index].append(field, line: line)
      }
    }
  }

  /// Appends an object, which may bring new columns and lack others, or an array.
  mutating func append(_ line: JSONLinesReader.Line) throws(PreparationError) {
    var fields: [String]
    switch line.value {
    case .object(let object):
      fields = Array(repeating: "", count: columns.count)
      for member in object.members {
        if places[ExactText(member.key)] == nil {
          addColumn(member.key)
          fields.append("")
        }
        guard let place = places[ExactText(member.key)] else { continue }
        fields[place] = JSONLinesReader.field(member.value)
      }
      valueCount += object.members.count
      let cells = (lines.count + 1) * columns.count
      guard cells <= Self.freeCells + Self.emptyCells * valueCount else {
        throw .invalid(
          part: "line \(line.number)", expected: "objects that share most of their names",
          got: "\(columns.count) names in \(lines.count + 1) objects")
      }
    case .array(let elements):
      fields = elements.map(JSONLinesReader.field)
      if lines.isEmpty { for index in fields.indices { addColumn("column_\(index + 1)") } }
    default:
      return
    }
    try append(fields, line: line.number)
  }

  /// The table so far.
  var table: Table { Table(built: columns.map(\.column), lines: lines) }
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

  /// A column that has been missing from some rows.
  init(_ name: String, isText: Bool, missing count: Int) {
    self.name = name
    values = isText ? .text(Array(repeating: nil, count: count)) : .undecided(count)
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
