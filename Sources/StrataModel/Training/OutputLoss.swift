public import StrataPlugin

/// The loss of one output of a network, and how much it counts among those of the others.
public struct OutputLoss: Hashable, Sendable {
  /// What is made small.
  public var loss: AnyPlugin
  /// What the loss is multiplied by before the outputs' losses are added; over 0.
  public var weight: Double

  /// The loss of one output.
  public init(_ loss: AnyPlugin, weight: Double = 1) {
    self.loss = loss
    self.weight = weight
  }
}

extension OutputLoss: Codable {
  private enum Keys: String, CodingKey { case weight }

  /// Reads `"meanSquaredError"`, or `{"huber": {"delta": 2}, "weight": 0.5}`.
  /// - Throws: `DecodingError`, and what the loss's own `init(from:)` throws.
  public init(from decoder: any Decoder) throws {
    loss = try AnyPlugin(.loss, from: decoder, beside: [Keys.weight.rawValue])
    // A bare name is no object, and so has no weight.
    weight =
      try (try? decoder.container(keyedBy: Keys.self))?
      .decodeIfPresent(Double.self, forKey: .weight) ?? 1
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    guard weight != 1 else { return try loss.encode(to: encoder) }
    try loss.encodeFields(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(weight, forKey: .weight)
  }
}
