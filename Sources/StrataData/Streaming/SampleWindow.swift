import StrataTensor

/// Gives samples in an order that is random as far as a window reaches.
struct SampleWindow {
  private let next: SampleStream.Next
  private let count: Int?
  private let size: Int
  private let random: RandomStream?
  private var waiting: [Sample] = []
  private var isAtEnd = false
  private var read = 0
  private var given = 0

  /// - Parameters:
  ///   - next: Where the samples come from.
  ///   - count: How many there are, if it is known.
  ///   - size: How many are held to choose from.
  ///   - random: What is chosen with; nil for the order that they come in.
  init(
    _ next: @escaping SampleStream.Next, count: Int?, size: Int, _ random: RandomStream?
  ) {
    self.next = next
    self.count = count
    self.size = size
    self.random = random
  }

  /// The next sample, nil at the end.
  mutating func take() throws(DataError) -> Sample? {
    guard let random else { return try readOne() }
    while waiting.count < size, let sample = try readOne() { waiting.append(sample) }
    guard !waiting.isEmpty else { return nil }
    let place = random.integer(below: waiting.count, sample: given)
    given += 1
    waiting.swapAt(place, waiting.count - 1)
    return waiting.removeLast()
  }

  private mutating func readOne() throws(DataError) -> Sample? {
    guard !isAtEnd, read != count else { return nil }
    guard let sample = try next() else {
      isAtEnd = true
      if let count { throw .ended(expected: count, got: read) }
      return nil
    }
    read += 1
    return sample
  }
}
