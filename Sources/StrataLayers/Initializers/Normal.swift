import StrataPlugin
public import StrataTensor

/// mean + deviation · z with z of the standard normal distribution.
public struct Normal: Initializer {
  /// `normal`.
  public static let kind = "normal"
  /// What a list of plugins says of it.
  public static let summary = "Normal with a mean and a deviation"

  /// The mean.
  public let mean: Float
  /// The standard deviation.
  public let deviation: Float

  /// A normal distribution.
  public init(mean: Float = 0, deviation: Float = 0.05) {
    self.mean = mean
    self.deviation = deviation
  }

  private enum CodingKeys: CodingKey { case mean, deviation }

  /// Reads `mean` (default 0) and `deviation` (default 0.05).
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mean = try container.decodeIfPresent(Float.self, forKey: .mean) ?? 0
    deviation = try container.decodeIfPresent(Float.self, forKey: .deviation) ?? 0.05
  }

  /// One draw an element.
  public func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] {
    (0..<shape.count).map { mean + deviation * random.normal(sample: 0, element: $0) }
  }
}

extension Initializer where Self == Normal {
  /// A normal distribution.
  public static func normal(mean: Float = 0, deviation: Float = 0.05) -> Normal {
    Normal(mean: mean, deviation: deviation)
  }
}
