import StrataPlugin
import StrataTensor

extension Dense {
  private enum CodingKeys: CodingKey {
    case units, activation, bias, weight, weightInitializer, biasInitializer, penalty, constraint
  }

  /// Reads `units`, and optionally `activation`, `bias` (true, false, or its first values),
  /// `weight` (its first values, inputs × units), `weightInitializer`, `biasInitializer`, `penalty`
  /// and `constraint`.
  /// - Throws: `DecodingError`; ``LayerError`` for rows of different lengths.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    units = try container.decode(Int.self, forKey: .units)
    penalty = try container.decodeIfPresent(Penalty.self, forKey: .penalty)
    constraint = try container.decodeIfPresent(AnyConstraint.self, forKey: .constraint)
    activation =
      try container.decodeIfPresent(AnyActivation.self, forKey: .activation)
      ?? AnyActivation(.identity)
    if let rows = try container.decodeIfPresent([[Float]].self, forKey: .weight) {
      weightInitializer = try GivenValues(rows: rows)
    } else {
      weightInitializer =
        try container.decodeIfPresent(AnyInitializer.self, forKey: .weightInitializer)
        ?? AnyInitializer(.glorotUniform)
    }
    if let uses = try? container.decodeIfPresent(Bool.self, forKey: .bias) {
      hasBias = uses
      biasInitializer =
        try container.decodeIfPresent(AnyInitializer.self, forKey: .biasInitializer)
        ?? AnyInitializer(.zeros)
    } else if let values = try container.decodeIfPresent([Float].self, forKey: .bias) {
      hasBias = true
      biasInitializer = GivenValues(values)
    } else {
      hasBias = true
      biasInitializer =
        try container.decodeIfPresent(AnyInitializer.self, forKey: .biasInitializer)
        ?? AnyInitializer(.zeros)
    }
  }

  /// Writes what differs from the defaults. First values given one by one are not written: they
  /// are in the model's parameters.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(units, forKey: .units)
    if activation != AnyActivation(.identity) {
      try container.encode(activation, forKey: .activation)
    }
    if !hasBias { try container.encode(false, forKey: .bias) }
    if let initializer = Self.written(weightInitializer, unless: .glorotUniform) {
      try container.encode(initializer, forKey: .weightInitializer)
    }
    if let initializer = Self.written(biasInitializer, unless: .zeros) {
      try container.encode(initializer, forKey: .biasInitializer)
    }
    try container.encodeIfPresent(penalty, forKey: .penalty)
    try container.encodeIfPresent(constraint, forKey: .constraint)
  }

  private static func written(
    _ initializer: any Initializer, unless standard: some Initializer
  ) -> AnyInitializer? {
    if initializer is GivenValues { return nil }
    let any = AnyInitializer(initializer)
    return any == AnyInitializer(standard) ? nil : any
  }

  // Boxed alike: a layer from a file holds its initializers in boxes, one made in code does not.
  private var identity: [AnyHashable] {
    [
      units, activation, hasBias, AnyInitializer(weightInitializer),
      AnyInitializer(biasInitializer), penalty, constraint,
    ]
  }
  /// Equal in every hyperparameter.
  public static func == (a: Dense, b: Dense) -> Bool { a.identity == b.identity }
  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}
