import StrataTensor

/// What prepares one row after another of a text file: the columns are found once, and nothing is
/// kept of a row. Made by ``InputPreparation/reader(forHeader:)``.
public struct RowPreparation: Sendable {
  /// A column, and where its field stands.
  private struct Part: Sendable {
    let field: Int
    let name: String
    let encoder: ColumnEncoder
  }

  private enum Layout: Sendable {
    case columns([Part], fieldCount: Int)
    /// Every field is an element; the names are the header's.
    case elements(scale: Double, offset: Double, names: [String]?)
  }

  private let layout: Layout

  /// The columns of a preparation that passes its check, found in a header.
  init(_ preparation: InputPreparation, header: [String]?) throws(PreparationError) {
    switch preparation {
    case .columns(let columns):
      var fields = Array(columns.indices)
      if let header { fields = try HeaderPlaces(header, finding: columns.map(\.name)).indices }
      let parts = zip(columns, fields).map { column, field in
        Part(field: field, name: column.name, encoder: ColumnEncoder(column.kind))
      }
      layout = .columns(parts, fieldCount: header?.count ?? columns.count)
    case .array(let scale, let offset):
      layout = .elements(scale: Double(scale), offset: Double(offset), names: header)
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
    case .columns(let parts, let fieldCount):
      guard fields.count == fieldCount else {
        throw .fieldCount(line: line, expected: fieldCount, got: fields.count)
      }
      for part in parts {
        let place = PreparationError.Place.cell(line: line, column: part.name)
        try part.encoder.append(fields[part.field], at: place, to: &values)
      }
    case .elements(let scale, let offset, let names):
      if let names, fields.count != names.count {
        throw .fieldCount(line: line, expected: names.count, got: fields.count)
      }
      for (index, field) in fields.enumerated() {
        let place = PreparationError.Place.cell(
          line: line, column: names?[index] ?? "\(index + 1)")
        guard !RawValue.isMissing(field) else { throw .missingValue(place) }
        guard let x = RawValue.number(field) else { throw .notANumber(place, got: field) }
        values.append(try narrowed(x * scale + offset, at: place, got: x))
      }
    }
  }
}
