import StrataTensor
import Testing

@testable import StrataData

@Suite struct PermutationTests {
  private func order(_ count: Int, step: Int = 0) -> [Int] {
    let permutation = Permutation(count, epoch(step))
    return (0..<count).map { permutation[$0] }
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 1000, 4097])
  func everyNumberOnce(_ count: Int) {
    #expect(order(count).sorted() == Array(0..<count))
  }

  @Test func streamsDecide() {
    #expect(order(100) == order(100))
    #expect(Set([order(100), order(100, step: 1), Array(0..<100)]).count == 3)
  }

  @Test func hugeOrdersTakeNoMemory() {
    let permutation = Permutation(1 << 40 + 12_345, epoch(0))
    let numbers = (0..<1000).map { permutation[$0 << 30] }
    #expect(Set(numbers).count == 1000)
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 << 40 + 12_345 })
    // Spread over all of them: the mean of 1,000 even draws, 5 deviations.
    let mean = numbers.reduce(0.0) { $0 + Double($1) / 0x1p40 } / 1000
    #expect((mean - 0.5).magnitude < 5 / 12_000.0.squareRoot())
  }

  /// Each number comes as often to each place: χ² with 81 degrees of freedom, 5 deviations.
  @Test func noPlaceIsPreferred() {
    let (count, draws) = (10, 20_000)
    var counts = [Int](repeating: 0, count: count * count)
    for step in 0..<draws {
      for (place, number) in order(count, step: step).enumerated() {
        counts[place * count + number] += 1
      }
    }
    let expected = Double(draws / count)
    let square = counts.reduce(0.0) { sum, count in
      let distance = Double(count) - expected
      return sum + distance * distance / expected
    }
    #expect((square - 81).magnitude < 5 * (2.0 * 81).squareRoot())
  }
}
