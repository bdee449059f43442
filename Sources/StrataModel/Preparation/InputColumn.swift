/// A column of a table and what makes it into input values.
///
/// Written as `{"name": "age", "number": {"mean": 38.5, "deviation": 12.25}}` or
/// `{"name": "city", "category": {"values": ["Bergen", "Paris"]}}`, with `"imputed"` where a missing
/// value has a stand-in.
public struct InputColumn: Hashable, Sendable {
  /// What a column's values are.
  public enum Kind: Hashable, Sendable {
    /// Numbers x, prepared as (x − mean) / deviation; mean 0 and deviation 1 leave them as they are.
    /// `imputed` takes the place of a missing x.
    case number(mean: Double = 0, deviation: Double = 1, imputed: Double? = nil)
    /// Texts, prepared as one value for each that is known: 1 for the one it is, 0 for the others.
    /// `imputed` is the one to take where the text is missing.
    case category(values: [String], imputed: String? = nil)
  }

  /// The column's name in the header.
  public let name: String
  /// What its values are.
  public let kind: Kind

  /// A column of a table.
  public init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// The number of input values it gives: 1, or one for each known text.
  public var width: Int {
    switch kind {
    case .number: 1
    case .category(let values, _): values.count
    }
  }

  /// Refuses what cannot be.
  /// - Throws: ``PreparationError/invalid(part:expected:got:)``.
  func check() throws(PreparationError) {
    let part = "column \(quoted(name))"
    switch kind {
    case .number(let mean, let deviation, let imputed):
      try checkScale(part, mean: mean, deviation: deviation)
      if let imputed, !imputed.isFinite {
        throw .invalid(part: part, expected: "a finite imputed value", got: "\(imputed)")
      }
    case .category(let values, let imputed):
      guard !values.isEmpty else {
        throw .invalid(part: part, expected: "at least one value", got: "none")
      }
      if let value = ExactText.firstRepeated(in: values) {
        throw .invalid(part: part, expected: "different values", got: "\(quoted(value)) twice")
      }
      if let imputed, !values.contains(where: { ExactText($0) == ExactText(imputed) }) {
        throw .invalid(part: part, expected: "an imputed value that is known", got: quoted(imputed))
      }
    }
  }
}

/// What standardising anything needs.
func checkScale(_ part: String, mean: Double, deviation: Double) throws(PreparationError) {
  guard mean.isFinite else {
    throw .invalid(part: part, expected: "a finite mean", got: "\(mean)")
  }
  guard deviation.isFinite, deviation > 0 else {
    throw .invalid(part: part, expected: "a finite deviation over 0", got: "\(deviation)")
  }
}

extension InputColumn: Codable {
  private enum Keys: CodingKey { case name, number, category }
  private enum KindKeys: CodingKey { case mean, deviation, imputed, values }

  /// Reads a column and checks it.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    name = try container.decode(String.self, forKey: .name)
    switch (container.contains(.number), container.contains(.category)) {
    case (true, false):
      let number = try container.nestedContainer(keyedBy: KindKeys.self, forKey: .number)
      kind = .number(
        mean: try number.decodeIfPresent(Double.self, forKey: .mean) ?? 0,
        deviation: try number.decodeIfPresent(Double.self, forKey: .deviation) ?? 1,
        imputed: try number.decodeIfPresent(Double.self, forKey: .imputed))
    case (false, true):
      let category = try container.nestedContainer(keyedBy: KindKeys.self, forKey: .category)
      kind = .category(
        values: try category.decode([String].self, forKey: .values),
        imputed: try category.decodeIfPresent(String.self, forKey: .imputed))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .number, in: container,
        debugDescription: "column \(quoted(name)): expected either a number or a category")
    }
    try decoder.checked(check)
  }

  /// Writes what `init(from:)` reads; mean and deviation only where they change something.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    switch kind {
    case .number(let mean, let deviation, let imputed):
      var number = container.nestedContainer(keyedBy: KindKeys.self, forKey: .number)
      if mean != 0 || deviation != 1 {
        try number.encode(mean, forKey: .mean)
        try number.encode(deviation, forKey: .deviation)
      }
      try number.encodeIfPresent(imputed, forKey: .imputed)
    case .category(let values, let imputed):
      var category = container.nestedContainer(keyedBy: KindKeys.self, forKey: .category)
      try category.encode(values, forKey: .values)
      try category.encodeIfPresent(imputed, forKey: .imputed)
    }
  }
}
