/// How long each of many calls took, as those who wait for them see it.
///
/// A percentile is by nearest rank: the shortest time within which at least that share of the calls
/// was done, so always a time that was measured. Of fewer than 1,000 calls the 99.9th is the longest.
public struct Latency: Hashable, Sendable {
  /// The number of calls.
  public let calls: Int
  /// Samples in each call.
  public let batch: Int
  /// From the start of the first call to the end of the last.
  public let seconds: Double
  /// The median, in nanoseconds.
  public let p50: Int
  /// Nanoseconds that 99 of 100 calls stay within.
  public let p99: Int
  /// Nanoseconds that 999 of 1,000 calls stay within.
  public let p999: Int

  /// Sums measured calls up.
  /// - Parameters:
  ///   - nanoseconds: What each call took, in any order.
  ///   - batch: Samples in each call.
  ///   - seconds: From the start of the first call to the end of the last, over 0.
  /// - Returns: nil for no calls.
  /// - Complexity: O(n log n).
  public init?(nanoseconds: [Int], batch: Int, seconds: Double) {
    guard !nanoseconds.isEmpty else { return nil }
    let sorted = nanoseconds.sorted()
    func within(_ share: Int, of whole: Int) -> Int {
      // The rank ⌈n · share / whole⌉, counted from 1.
      let (quotient, remainder) = sorted.count.quotientAndRemainder(dividingBy: whole)
      return sorted[quotient * share + (remainder * share + whole - 1) / whole - 1]
    }
    calls = sorted.count
    self.batch = batch
    self.seconds = seconds
    p50 = within(1, of: 2)
    p99 = within(99, of: 100)
    p999 = within(999, of: 1000)
  }

  /// Samples that were done in a second.
  public var rowsPerSecond: Double { Double(calls) * Double(batch) / seconds }
}
