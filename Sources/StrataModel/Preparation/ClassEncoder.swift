/// What makes a label into the number of its class: a row's field, and a whole table's column, pass
/// through here alike.
package struct ClassEncoder: Sendable {
  private let labels: [String]
  private let places: [ExactText: Int]
  /// Whether every label is a number written the shortest way: then `1.0` means the class `1`.
  private let isNumeric: Bool

  /// What encodes the labels of a target.
  package init(_ target: ClassTarget) {
    labels = target.labels
    places = StrataModel.places(of: target.labels)
    isNumeric = target.labels.allSatisfy { RawValue.number($0).map(RawValue.text) == $0 }
  }

  /// The number of a label's class.
  /// - Throws: ``PreparationError/unknownValue(_:got:known:)``.
  package func number(
    of label: String, at place: PreparationError.Place
  ) throws(PreparationError) -> Int32 {
    let found =
      places[ExactText(label)]
      ?? (isNumeric
        ? RawValue.number(label).flatMap { places[ExactText(RawValue.text($0))] } : nil)
    guard let found, let number = Int32(exactly: found) else {
      throw .unknownValue(place, got: label, known: labels)
    }
    return number
  }
}
