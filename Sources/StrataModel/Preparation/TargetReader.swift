import StrataTensor

/// What reads the right answers out of one row after another of a text file.
/// Made by ``TargetPreparation/reader(forHeader:columns:)``.
public struct TargetReader: Sendable {
  private let encoder: TargetEncoder
  private let names: [String]
  private let places: [Int]
  private let fieldCount: Int

  /// The targets of a preparation that passes its check, found in a header under given names.
  init(
    _ preparation: TargetPreparation, header: [String], names: [String]
  ) throws(PreparationError) {
    encoder = TargetEncoder(preparation)
    places = try HeaderPlaces(header, finding: names).indices
    self.names = names
    fieldCount = header.count
  }

  /// Appends the right answers of one row; if it throws, nothing is appended.
  /// - Parameters:
  ///   - fields: The row's fields, as many as the header has names.
  ///   - line: Where the row stands in its file, for messages.
  ///   - classes: Takes the number of the right class, if the target is classes.
  ///   - values: Takes one value a target in its own units, if the targets are numbers.
  /// - Throws: ``PreparationError`` naming the line, and the column where it is one column's.
  /// - Complexity: O(length of the fields).
  public func read(
    fields: [String], line: Int, classes: inout [Int32], values: inout [Float]
  ) throws(PreparationError) {
    guard fields.count == fieldCount else {
      throw .fieldCount(line: line, expected: fieldCount, got: fields.count)
    }
    let start = values.count
    do throws(PreparationError) {
      // Reading a decimal number rounds too.
      try FloatingPointEnvironment.pinned { () throws(PreparationError) in
        for (name, index) in zip(names, places) {
          try encoder.append(
            fields[index], at: .cell(line: line, column: name), classes: &classes,
            values: &values)
        }
      }
    } catch {
      // Classes are one column's, the last thing that can fail; values are several columns'.
      values.removeSubrange(start...)
      throw error
    }
  }
}

extension TargetPreparation {
  /// What reads the right answers out of rows.
  /// - Parameters:
  ///   - header: The names of the data's columns.
  ///   - columns: The columns to read, one a target, if they are not those of ``names``.
  /// - Throws: ``PreparationError/noColumn(name:columns:)``,
  ///   ``PreparationError/repeatedColumn(name:)``, and
  ///   ``PreparationError/invalid(part:expected:got:)`` if no column, or another number of columns
  ///   than of targets, is named, or the preparation cannot be.
  public func reader(
    forHeader header: [String], columns: [String]? = nil
  ) throws(PreparationError) -> TargetReader {
    try check()
    return try TargetReader(self, header: header, names: try columnNames(columns))
  }

  /// The columns to read the right answers from: the given ones or the target's own, one a target.
  /// - Throws: ``PreparationError/invalid(part:expected:got:)``.
  package func columnNames(_ given: [String]?) throws(PreparationError) -> [String] {
    let names = given ?? self.names
    let expected = if case .numbers(let targets) = self { targets.count } else { 1 }
    guard names.count == expected else {
      throw .invalid(
        part: "target",
        expected: expected == 1 ? "the name of its column" : "the names of \(expected) columns",
        got: names.isEmpty ? "none" : names.map(quoted).joined(separator: ", "))
    }
    return names
  }
}
