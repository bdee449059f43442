import StrataTensor

/// What reads the right answers out of one row after another of a text file.
/// Made by ``TargetPreparation/reader(forHeader:columns:)``.
public struct TargetReader: Sendable {
  private enum Part: Sendable {
    case classes(ClassEncoder)
    case numbers
  }

  private let part: Part
  private let names: [String]
  private let fields: [Int]
  private let fieldCount: Int

  /// The targets of a preparation that passes its check, found in a header under given names.
  init(
    _ preparation: TargetPreparation, header: [String], names: [String]
  ) throws(PreparationError) {
    switch preparation {
    case .classes(let target): part = .classes(ClassEncoder(target))
    case .numbers: part = .numbers
    }
    self.names = names
    fields = try HeaderPlaces(header, finding: names).indices
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
    fields row: [String], line: Int, classes: inout [Int32], values: inout [Float]
  ) throws(PreparationError) {
    guard row.count == fieldCount else {
      throw .fieldCount(line: line, expected: fieldCount, got: row.count)
    }
    let start = values.count
    do throws(PreparationError) {
      for (name, index) in zip(names, fields) {
        let (field, place) = (row[index], PreparationError.Place.cell(line: line, column: name))
        guard !RawValue.isMissing(field) else { throw .missingTarget(place) }
        switch part {
        case .classes(let encoder): classes.append(try encoder.number(of: field, at: place))
        case .numbers:
          // Reading a decimal number rounds too.
          let x = FloatingPointEnvironment.pinned { RawValue.number(field) }
          guard let x else { throw .notANumber(place, got: field) }
          values.append(try narrowed(x, at: place, got: x))
        }
      }
    } catch {
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
    let names = columns ?? self.names
    let expected = if case .numbers(let targets) = self { targets.count } else { 1 }
    guard names.count == expected else {
      throw .invalid(
        part: "target",
        expected: expected == 1 ? "the name of its column" : "the names of \(expected) columns",
        got: names.isEmpty ? "none" : names.map(quoted).joined(separator: ", "))
    }
    return try TargetReader(self, header: header, names: names)
  }
}
