import StrataTensor

/// What makes rows that a program has made into input values; the columns are found by their names.
struct RowEncoder: Sendable {
  private let columns: [ResolvedColumn]
  private let places: [ExactText: Int]

  /// - Returns: nil for an array, which has no columns.
  init?(_ preparation: InputPreparation) {
    guard case .columns(let columns) = preparation else { return nil }
    self.columns = columns.enumerated().map { index, column in
      ResolvedColumn(field: index, name: column.name, encoder: ColumnEncoder(column.kind))
    }
    places = StrataModel.places(of: columns.map(\.name))
  }

  /// Appends the input values of a row; if it throws, nothing is appended.
  /// - Parameter number: Which row it is, for messages.
  /// - Throws: ``PreparationError`` naming row and column.
  /// - Complexity: O(columns, values appended).
  func append(
    _ row: InputRow, number: Int, to values: inout [Float]
  ) throws(PreparationError) {
    var found = [InputValue?](repeating: nil, count: columns.count)
    for field in row.fields {
      let place = PreparationError.Place.field(row: number, column: field.name)
      guard let index = places[ExactText(field.name)] else {
        throw .unknownColumn(place, known: columns.map(\.name))
      }
      guard found[index] == nil else { throw .repeatedField(place) }
      found[index] = field.value
    }
    let start = values.count
    do throws(PreparationError) {
      try FloatingPointEnvironment.pinned { () throws(PreparationError) in
        for (column, value) in zip(columns, found) {
          let place = PreparationError.Place.field(row: number, column: column.name)
          try column.encoder.append(value ?? .missing, at: place, to: &values)
        }
      }
    } catch {
      values.removeSubrange(start...)
      throw error
    }
  }
}

extension ColumnEncoder {
  fileprivate func append(
    _ value: InputValue, at place: PreparationError.Place, to row: inout [Float]
  ) throws(PreparationError) {
    switch value {
    case .missing: try append(nil as Double?, at: place, to: &row)
    case .text(let text): try append(text, at: place, to: &row)
    case .number(let number):
      guard number.isFinite else { throw .notANumber(place, got: "\(number)") }
      try append(number, at: place, to: &row)
    }
  }
}
