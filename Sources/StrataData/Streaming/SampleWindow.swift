import StrataTensor

/// Gives samples in an order that is random as far as a window reaches.
struct SampleWindow {
  private let next: SampleStream.Next
  private let random: RandomStream?
  private let size: Int
  private var waiting: [Sample] = []
  private var isAtEnd = false
  private var given = 0

  init(_ next: @escaping SampleStream.Next, size: Int, _ random: RandomStream?) {
    self.next = next
    self.size = size
    self.random = random
  }

  /// The next sample, nil at the end.
  mutating func take() throws(DataError) -> Sample? {
    guard let random else { return try next() }
    while waiting.count < size, !isAtEnd {
      if let sample = try next() { waiting.append(sample) } else { isAtEnd = true }
    }
    guard !waiting.isEmpty else { return nil }
    let place = random.integer(below: waiting.count, sample: given)
    given += 1
    waiting.swapAt(place, waiting.count - 1)
    return waiting.removeLast()
  }
}
