extension BatchingPredictor {
  /// What a predictor has gathered: for a service's metrics.
  public struct Status: Sendable, Hashable {
    /// Requests that wait or run now.
    public internal(set) var waiting = 0
    /// Requests that were answered or failed for what they asked.
    public internal(set) var answered = 0
    /// Batches that ran.
    public internal(set) var batches = 0
    /// Requests that were refused because too many waited.
    public internal(set) var refused = 0
    /// Requests that were cancelled before their turn.
    public internal(set) var cancelled = 0
    /// Requests whose deadline passed before their turn.
    public internal(set) var late = 0
  }
}
