/// Parameters that are trained in another way than the rest, found by their names.
///
/// ```swift
/// [ParameterGroup("dense1.*", isFrozen: true), ParameterGroup("*.bias", weightDecay: 0)]
/// ```
///
/// Of several groups that a parameter belongs to, the first counts.
public struct ParameterGroup: Hashable, Sendable {
  /// Which parameters: a full name such as `dense1.weight`, where `*` stands for any characters, none
  /// included, and `?` for one.
  public var pattern: String
  /// What the learning rate is multiplied by for them; at least 0.
  public var learningRate: Double
  /// Their weight decay, in place of the optimizer's; at least 0.
  public var weightDecay: Double?
  /// Whether they stay as they are. Running statistics that are frozen stay too.
  public var isFrozen: Bool

  /// Parameters that are trained in another way.
  public init(
    _ pattern: String, learningRate: Double = 1, weightDecay: Double? = nil, isFrozen: Bool = false
  ) {
    self.pattern = pattern
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.isFrozen = isFrozen
  }

  /// Whether a parameter belongs to the group.
  /// - Complexity: O(length of the name · stars of the pattern).
  public func contains(_ name: String) -> Bool {
    let (pattern, name) = (Array(pattern.utf8), Array(name.utf8))
    var (p, n) = (0, 0)
    // Where to go on if what follows the last star does not fit: one character more is the star's.
    var retry: (p: Int, n: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        retry = (p + 1, n)
        p += 1
      } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let (star, start) = retry {
        retry = (star, start + 1)
        (p, n) = (star, start + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}

extension ParameterGroup: Codable {
  private enum Keys: CodingKey { case pattern, learningRate, weightDecay, frozen }

  /// Reads `{"pattern": "*.bias", "learningRate": 2, "weightDecay": 0, "frozen": true}`, where all
  /// but the pattern may be missing.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    self.init(
      try container.decode(String.self, forKey: .pattern),
      learningRate: try container.decodeIfPresent(Double.self, forKey: .learningRate) ?? 1,
      weightDecay: try container.decodeIfPresent(Double.self, forKey: .weightDecay),
      isFrozen: try container.decodeIfPresent(Bool.self, forKey: .frozen) ?? false)
  }

  /// Writes what differs from the usual.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(pattern, forKey: .pattern)
    if learningRate != 1 { try container.encode(learningRate, forKey: .learningRate) }
    try container.encodeIfPresent(weightDecay, forKey: .weightDecay)
    if isFrozen { try container.encode(true, forKey: .frozen) }
  }
}
