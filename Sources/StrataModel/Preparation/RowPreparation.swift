import StrataTensor

/// What prepares one row after another of a text file: the columns are found once, and nothing is
/// kept of a row. Made by ``InputPreparation/reader(forHeader:excluding:)``.
public struct RowPreparation: Sendable {
  private enum Layout: Sendable {
    case columns([ResolvedColumn], fieldCount: Int)
    /// Every field is an element.
    case elements(ColumnEncoder)
  }

  private let layout: Layout

  /// The columns of a preparation that passes its check, found in a header.
  init(
    _ preparation: InputPreparation, header: [String]?, excluding targets: [String]
  ) throws(PreparationError) {
    switch (preparation, header) {
    case (_, let header?):
      let columns = try ResolvedColumn.all(of: preparation, in: header, excluding: targets)
      layout = .columns(columns, fieldCount: header.count)
    case (.columns(let columns), nil):
      let names = columns.map(\.name)
      layout = .columns(
        try ResolvedColumn.all(of: preparation, in: names), fieldCount: names.count)
    case (.array(let scale, let offset), nil):
      layout = .elements(.element(scale: Double(scale), offset: Double(offset)))
    }
  }

  /// Appends the input values of one row; if it throws, nothing is appended.
  /// - Parameters:
  ///   - fields: The row's fields, as many as the header has names.
  ///   - line: Where the row stands in its file, for messages.
  ///   - values: Takes the values, in the order of the preparation's columns.
  /// - Throws: ``PreparationError`` naming the line, and the column where it is one column's.
  /// - Complexity: O(length of the fields, values appended).
  public func prepare(
    fields: [String], line: Int, into values: inout [Float]
  ) throws(PreparationError) {
    let start = values.count
    do throws(PreparationError) {
      // Reading a decimal number rounds too.
      try FloatingPointEnvironment.pinned { () throws(PreparationError) in
        try append(fields, line, to: &values)
      }
    } catch {
      values.removeSubrange(start...)
      throw error
    }
  }

  private func append(
    _ fields: [String], _ line: Int, to values: inout [Float]
  ) throws(PreparationError) {
    switch layout {
    case .columns(let columns, let fieldCount):
      guard fields.count == fieldCount else {
        throw .fieldCount(line: line, expected: fieldCount, got: fields.count)
      }
      for column in columns {
        let place = PreparationError.Place.cell(line: line, column: column.name)
        try column.encoder.append(fields[column.field], at: place, to: &values)
      }
    case .elements(let encoder):
      for (index, field) in fields.enumerated() {
        try encoder.append(field, at: .cell(line: line, column: "\(index + 1)"), to: &values)
      }
    }
  }
}
