import StrataPlugin
public import StrataTensor

/// low + (high − low) · u with u uniform in [0, 1).
public struct Uniform: Initializer {
  /// `uniform`.
  public static let kind = "uniform"
  /// What a list of plugins says of it.
  public static let summary = "Uniform from low to high"

  /// The least value.
  public let low: Float
  /// The bound that values stay below (or round to).
  public let high: Float

  /// Uniform between two bounds.
  public init(low: Float = -0.05, high: Float = 0.05) {
    self.low = low
    self.high = high
  }

  private enum CodingKeys: CodingKey { case low, high }

  /// Reads `low` (default −0.05) and `high` (default 0.05).
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    low = try container.decodeIfPresent(Float.self, forKey: .low) ?? -0.05
    high = try container.decodeIfPresent(Float.self, forKey: .high) ?? 0.05
  }

  /// One draw an element.
  public func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] {
    (0..<shape.count).map { low + (high - low) * random.uniform(sample: 0, element: $0) }
  }
}

extension Initializer where Self == Uniform {
  /// Uniform between two bounds.
  public static func uniform(low: Float = -0.05, high: Float = 0.05) -> Uniform {
    Uniform(low: low, high: high)
  }
}
