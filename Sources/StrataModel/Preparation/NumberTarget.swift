/// A target that is a number: what the network gives is (the number − mean) / deviation.
///
/// Written as `{"name": "price", "mean": 210.5, "deviation": 32}`; mean 0 and deviation 1 are left
/// out. A probability whose network gives a logit is written as
/// `{"name": "fraud", "form": "logits"}`: the answer is then the sigmoid of the output.
public struct NumberTarget: Hashable, Sendable {
  /// The column that holds the right answer; the name of the network's output.
  public let name: String
  /// The mean that was taken off, in the target's own units; 0 if it was not standardised.
  public let mean: Double
  /// The standard deviation that it was divided by, in the target's own units, over 0; 1 if it was
  /// not standardised.
  public let deviation: Double
  /// Whether the number is a probability whose logit the network gives.
  public var isLogit: Bool

  /// A target that is a number.
  public init(
    _ name: String, mean: Double = 0, deviation: Double = 1, isLogit: Bool = false
  ) {
    self.name = name
    self.mean = mean
    self.deviation = deviation
    self.isLogit = isLogit
  }
}

extension NumberTarget: Codable {
  private enum Keys: CodingKey { case name, mean, deviation, form }

  /// Reads a target and checks it.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    self.init(
      try container.decode(String.self, forKey: .name),
      mean: try container.decodeIfPresent(Double.self, forKey: .mean) ?? 0,
      deviation: try container.decodeIfPresent(Double.self, forKey: .deviation) ?? 1,
      isLogit: try container.decodeIfPresent(ClassTarget.Form.self, forKey: .form) == .logits)
    try decoder.checked { () throws(PreparationError) in
      try checkScale("target \(quoted(name))", mean: mean, deviation: deviation)
    }
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    if isLogit { try container.encode(ClassTarget.Form.logits, forKey: .form) }
    guard mean != 0 || deviation != 1 else { return }
    try container.encode(mean, forKey: .mean)
    try container.encode(deviation, forKey: .deviation)
  }
}
