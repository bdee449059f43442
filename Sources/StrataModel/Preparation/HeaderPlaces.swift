/// Where columns stand in a header.
package struct HeaderPlaces {
  /// The fields of the names looked for, in their order.
  package let indices: [Int]

  /// Finds columns by their names, byte by byte; the other names of the header are left alone.
  /// - Throws: ``PreparationError/noColumn(name:columns:)`` and
  ///   ``PreparationError/repeatedColumn(name:)``.
  /// - Complexity: O(names in the header and looked for).
  package init(_ header: [String], finding names: [String]) throws(PreparationError) {
    var fields: [ExactText: [Int]] = [:]
    for (index, name) in header.enumerated() { fields[ExactText(name), default: []].append(index) }
    var indices: [Int] = []
    for name in names {
      guard let found = fields[ExactText(name)], let field = found.first else {
        throw .noColumn(name: name, columns: header)
      }
      guard found.count == 1 else { throw .repeatedColumn(name: name) }
      indices.append(field)
    }
    self.indices = indices
  }
}
