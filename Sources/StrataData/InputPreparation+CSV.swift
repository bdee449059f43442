public import StrataModel

extension InputPreparation {
  /// What prepares the rows that a reader gives.
  ///
  /// Columns are found by name, in any order. Without a header they are taken in order if there are
  /// just as many as the network needs; if not, by the names `column_1` and so on, which a model knows
  /// that has learned from such a table, target and all.
  /// - Parameters:
  ///   - rows: Where the rows come from.
  ///   - targets: Columns that are no elements of an array, if the table has them.
  /// - Throws: ``PreparationError/noColumn(name:columns:)`` and
  ///   ``PreparationError/invalid(part:expected:got:)`` if the preparation cannot be.
  /// - Complexity: O(columns of the table and of the preparation, known texts).
  public func reader(
    for rows: borrowing CSVReader, excluding targets: [String] = []
  ) throws(PreparationError) -> RowPreparation {
    if rows.header == nil, case .columns(let columns) = self, columns.count == rows.names.count {
      return try reader(forHeader: nil)
    }
    return try reader(forHeader: rows.names, excluding: targets)
  }
}
