public import StrataTensor

/// Orders that samples are taken in.
public enum SampleOrder {
  /// The numbers 0 to `count − 1` in an order that the stream alone decides, each order as likely
  /// (R. Durstenfeld, "Algorithm 235: random permutation", CACM 7 (7), 1964).
  /// - Complexity: O(count).
  public static func shuffled(_ count: Int, _ random: RandomStream) -> [Int] {
    var order = Array(0..<count)
    for place in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(place, random.integer(below: place + 1, sample: place))
    }
    return order
  }
}
