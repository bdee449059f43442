/// Placeholder
public struct Preparation: Codable, Hashable, Sendable { public var target: TargetPreparation? }
/// Placeholder
public enum TargetPreparation: Codable, Hashable, Sendable {
  case numbers([NumberTarget]); case classes
}
/// Placeholder
public struct NumberTarget: Codable, Hashable, Sendable {
  public var mean: Double; public var deviation: Double
}
