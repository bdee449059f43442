/// What makes a right answer into the number of its class or a value: a row's fields, and a whole
/// table's columns, pass through here alike.
package enum TargetEncoder: Sendable {
  /// Labels, and where each stands; `isNumeric` if every label is a number written the shortest way:
  /// then `1.0` means the class `1`.
  case classes(labels: [String], places: [ExactText: Int], isNumeric: Bool)
  /// Numbers as they are.
  case numbers

  /// What encodes a target that passes its check.
  package init(_ target: TargetPreparation) {
    switch target {
    case .classes(let target):
      let isNumeric = target.labels.allSatisfy { RawValue.number($0).map(RawValue.text) == $0 }
      self = .classes(
        labels: target.labels, places: places(of: target.labels), isNumeric: isNumeric)
    case .numbers: self = .numbers
    }
  }

  /// Appends what a field says.
  package func append(
    _ field: String, at place: PreparationError.Place, classes: inout [Int32],
    values: inout [Float]
  ) throws(PreparationError) {
    guard !RawValue.isMissing(field) else { throw .missingTarget(place) }
    switch self {
    case .classes(let labels, let places, let isNumeric):
      var found = places[ExactText(field)]
      if found == nil, isNumeric, let number = RawValue.number(field) {
        found = places[ExactText(RawValue.text(number))]
      }
      guard let found, let number = Int32(exactly: found) else {
        throw .unknownValue(place, got: field, known: labels)
      }
      classes.append(number)
    case .numbers:
      guard let x = RawValue.number(field) else { throw .notANumber(place, got: field) }
      values.append(try narrowed(x, at: place, got: x))
    }
  }

  /// Appends what a number says, nil if it is missing.
  package func append(
    _ number: Double?, at place: PreparationError.Place, classes: inout [Int32],
    values: inout [Float]
  ) throws(PreparationError) {
    guard let number else { throw .missingTarget(place) }
    switch self {
    case .classes:
      try append(RawValue.text(number), at: place, classes: &classes, values: &values)
    case .numbers: values.append(try narrowed(number, at: place, got: number))
    }
  }
}
