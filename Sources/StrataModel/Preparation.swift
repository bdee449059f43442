/// Placeholder
public struct Preparation: Codable, Hashable, Sendable {}
