/// A column of a preparation, found in a header.
package struct ResolvedColumn: Sendable {
  /// Where the column stands in the header.
  package let field: Int
  /// Its name.
  package let name: String
  /// What makes its values into input values.
  package let encoder: ColumnEncoder

  /// The columns that a preparation takes from a header, in the preparation's order. For an array
  /// they are all but those of `targets` that are there, in the header's order.
  /// - Throws: ``PreparationError/noColumn(name:columns:)`` and
  ///   ``PreparationError/repeatedColumn(name:)``.
  package static func all(
    of preparation: InputPreparation, in header: [String], excluding targets: [String] = []
  ) throws(PreparationError) -> [ResolvedColumn] {
    switch preparation {
    case .columns(let columns):
      let fields = try HeaderPlaces(header, finding: columns.map(\.name)).indices
      return zip(columns, fields).map { column, field in
        ResolvedColumn(field: field, name: column.name, encoder: ColumnEncoder(column.kind))
      }
    case .array(let scale, let offset):
      let encoder = ColumnEncoder.element(scale: Double(scale), offset: Double(offset))
      // Who only predicts has no target to leave out.
      let left = Set(targets.map { ExactText($0) })
      return header.indices.filter { !left.contains(ExactText(header[$0])) }.map {
        ResolvedColumn(field: $0, name: header[$0], encoder: encoder)
      }
    }
  }
}
