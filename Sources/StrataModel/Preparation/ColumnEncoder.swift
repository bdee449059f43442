/// What makes one raw value of a column into input values: a row's fields, and a whole table's
/// columns, pass through here alike.
package enum ColumnEncoder: Sendable {
  /// (x − mean) / deviation, and the x for a missing one.
  case number(mean: Double, deviation: Double, imputed: Double?)
  /// A 1 at the text's place among zeros, and the text for a missing one.
  case category(places: [ExactText: Int], values: [String], imputed: String?)
  /// x · scale + offset.
  case element(scale: Double, offset: Double)

  /// What encodes a column that passes its check.
  package init(_ kind: InputColumn.Kind) {
    switch kind {
    case .number(let mean, let deviation, let imputed):
      self = .number(mean: mean, deviation: deviation, imputed: imputed)
    case .category(let values, let imputed):
      self = .category(places: places(of: values), values: values, imputed: imputed)
    }
  }

  /// Appends the values of a field.
  package func append(
    _ field: String, at place: PreparationError.Place, to row: inout [Float]
  ) throws(PreparationError) {
    if case .category = self {
      return try append(text: RawValue.isMissing(field) ? nil : field, at: place, to: &row)
    }
    // No word for a missing value is a number, and most fields are.
    let x = RawValue.number(field)
    guard x != nil || RawValue.isMissing(field) else { throw .notANumber(place, got: field) }
    try append(x, at: place, to: &row)
  }

  /// Appends the value of a number, nil if it is missing.
  package func append(
    _ number: Double?, at place: PreparationError.Place, to row: inout [Float]
  ) throws(PreparationError) {
    switch self {
    case .number(let mean, let deviation, let imputed):
      guard let x = number ?? imputed else { throw .missingValue(place) }
      row.append(try narrowed((x - mean) / deviation, at: place, got: x))
    case .element(let scale, let offset):
      guard let x = number else { throw .missingValue(place) }
      row.append(try narrowed(x * scale + offset, at: place, got: x))
    case .category:
      try append(text: number.map(RawValue.text), at: place, to: &row)
    }
  }

  /// Appends the values of a text, nil if it is missing.
  package func append(
    text: String?, at place: PreparationError.Place, to row: inout [Float]
  ) throws(PreparationError) {
    guard case .category(let places, let values, let imputed) = self else {
      return try append(text ?? "", at: place, to: &row)
    }
    guard let text = text ?? imputed else { throw .missingValue(place) }
    guard let index = places[ExactText(text)] else {
      throw .unknownValue(place, got: text, known: values)
    }
    let start = row.count
    row.append(contentsOf: repeatElement(0, count: values.count))
    row[start + index] = 1
  }
}

/// Where each text stands.
package func places(of texts: [String]) -> [ExactText: Int] {
  Dictionary(
    texts.enumerated().map { (ExactText($1), $0) }, uniquingKeysWith: { first, _ in first })
}

/// A prepared number rounded to `Float`.
/// - Throws: ``PreparationError/tooLarge(_:got:)`` if it is infinite then.
package func narrowed(
  _ prepared: Double, at place: PreparationError.Place, got x: Double
) throws(PreparationError) -> Float {
  let value = Float(prepared)
  guard value.isFinite else { throw .tooLarge(place, got: RawValue.text(x)) }
  return value
}
