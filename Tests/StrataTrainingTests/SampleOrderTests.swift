import StrataData
import StrataTensor
import Testing

@Suite struct SampleOrderTests {
  private func order(_ count: Int, seed: UInt64 = 1, epoch: Int = 0) -> [Int] {
    SampleOrder.shuffled(count, RandomStream(seed: seed, purpose: .shuffling, step: epoch))
  }

  @Test(arguments: [0, 1, 2, 100, 5000])
  func everySampleOnce(_ count: Int) {
    #expect(order(count).sorted() == Array(0..<count))
  }

  @Test func seedAndEpochDecide() {
    #expect(order(100) == order(100))
    #expect(
      Set([order(100), order(100, seed: 2), order(100, epoch: 1), Array(0..<100)]).count == 4)
  }

  /// Each of the 24 orders of 4 is as likely: χ² with 23 degrees of freedom, 5 deviations.
  @Test func everyOrderIsAsLikely() {
    let draws = 24_000
    var counts: [[Int]: Int] = [:]
    for epoch in 0..<draws { counts[order(4, epoch: epoch), default: 0] += 1 }
    #expect(counts.count == 24)
    let square = counts.values.reduce(0.0) { sum, count in
      let distance = Double(count) - 1000
      return sum + distance * distance / 1000
    }
    #expect((square - 23).magnitude < 5 * 46.0.squareRoot())
  }
}
