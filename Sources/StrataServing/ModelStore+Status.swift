extension ModelStore {
  /// What a store has done: for a service's metrics.
  public struct Status: Sendable {
    /// The version that is served.
    public let current: ModelVersion
    /// The last versions, at most 16, the oldest first.
    public let versions: [ModelVersion]
    /// How often a model took another's place.
    public let swaps: Int
    /// How often a file was refused.
    public let refusals: Int
    /// Why the last one was.
    public let lastRefusal: String?

    static let mostVersions = 16
  }
}
