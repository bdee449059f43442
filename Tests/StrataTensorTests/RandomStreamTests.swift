import Testing

@testable import StrataTensor

@Suite struct RandomStreamTests {
  /// The known answers for philox4x32-10 that come with Random123 (`kat_vectors`,
  /// https://github.com/DEShawResearch/random123).
  @Test(
    arguments: [
      (
        [0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
      ),
      (
        [.max, .max, .max, .max], [.max, .max],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func philox(_ counter: [UInt32], _ key: [UInt32], _ answer: [UInt32]) {
    let four = RandomStream.philox(
      counter: (counter[0], counter[1], counter[2], counter[3]), key: (key[0], key[1]))
    #expect([four.0, four.1, four.2, four.3] == answer)
  }

  private func words(
    seed: UInt64 = 1, _ purpose: RandomStream.Purpose = .layer, node: Int = 0, step: Int = 0,
    sample: Int = 0
  ) -> [UInt32] {
    let random = RandomStream(seed: seed, purpose: purpose, node: node, step: step)
    return (0..<8).map { random.word(sample: sample, element: $0) }
  }

  @Test func everyCoordinateMatters() {
    let base = words()
    #expect(words() == base)
    let others = [
      words(seed: 2), words(.shuffling), words(.splitting), words(.initialization),
      words(node: 1), words(step: 1), words(sample: 1), words(step: 1 << 40),
      words(sample: 1 << 40), words(seed: 1 << 63), words(node: 1 << 40), words(step: 1 << 33),
      words(sample: 1 << 33),
    ]
    #expect(Set(others + [base]).count == others.count + 1)
    #expect(Set(base).count == 8)
  }

  @Test func wordsAreThoseOfTheirBlock() {
    let random = RandomStream(seed: 5, purpose: .layer, node: 3, step: 9)
    let four = random.block(sample: 2, block: 1)
    #expect(
      [four.0, four.1, four.2, four.3] == (4..<8).map { random.word(sample: 2, element: $0) })
  }

  @Test func uniformIsWithinItsBounds() {
    let random = RandomStream(seed: 5, purpose: .layer)
    let values = (0..<10_000).map { random.uniform(sample: 0, element: $0) }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 && $0 * 0x1p24 == ($0 * 0x1p24).rounded() })
    // The deviation of one draw is 1/√12, that of the mean of 10,000 a hundredth of it.
    let mean = values.reduce(Float(0), +) / 10_000
    #expect((mean - 0.5).magnitude < 0.0144)
  }

  /// Each number is a rising function of its word, so the ends are its bounds.
  @Test func normalIsSymmetricAndBounded() {
    #expect(RandomStream.normal(of: 0) == -RandomStream.normal(of: .max))
    #expect((5.0...5.5).contains(RandomStream.normal(of: .max)))
    // The quantile of 0.975, by any table; the cell is 2⁻²³ wide.
    let word = UInt32(0.975 * 0x1p32)
    #expect((RandomStream.normal(of: word) - 1.959_964).magnitude < 1e-5)
    #expect(RandomStream.normal(of: 1 << 31).magnitude < 1e-6)
  }

  @Test(arguments: [1, 2, 3, 10, 1000])
  func integersAreEven(_ bound: Int) {
    let random = RandomStream(seed: 3, purpose: .shuffling)
    let draws = 20_000
    var counts = [Int](repeating: 0, count: bound)
    for sample in 0..<draws { counts[random.integer(below: bound, sample: sample)] += 1 }
    // χ² with bound − 1 degrees of freedom: mean bound − 1, deviation √(2 (bound − 1)).
    let expected = Double(draws) / Double(bound)
    let square = counts.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    let freedom = Double(bound - 1)
    #expect((square - freedom).magnitude <= 5 * (2 * freedom).squareRoot() + 1e-9)
  }
}
