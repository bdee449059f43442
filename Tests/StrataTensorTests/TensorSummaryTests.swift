import StrataTensor
import Testing

@Suite struct TensorSummaryTests {
  @Test func ofAFewNumbers() {
    let summary = TensorSummary(Tensor<Float>([1, 2, 3, 4, 0, -0.0, -2, 8]), bins: 5)
    #expect(summary.count == 8 && summary.finiteCount == 8)
    #expect(summary.nanCount == 0 && summary.infinityCount == 0)
    #expect(summary.zeroCount == 2 && summary.zeroShare == 0.25)
    #expect(summary.mean == 2)
    // Σ(x − 2)² = 1 + 0 + 1 + 4 + 4 + 4 + 16 + 36 = 66.
    #expect(summary.deviation == (66.0 / 8).squareRoot())
    #expect(summary.minimum == -2 && summary.maximum == 8)
    // Bins of width 2 from −2; 8 itself is in the last one.
    #expect(summary.histogram == [1, 3, 2, 1, 1])
  }

  @Test func whatIsNotFiniteIsCountedApart() {
    let numbers: [Float] = [.nan, .infinity, 1, -.infinity, 3, .nan, .nan]
    let summary = TensorSummary(Tensor(numbers), bins: 2)
    #expect(summary.count == 7 && summary.finiteCount == 2)
    #expect(summary.nanCount == 3 && summary.infinityCount == 2 && summary.zeroCount == 0)
    #expect(summary.mean == 2 && summary.deviation == 1)
    #expect(summary.minimum == 1 && summary.maximum == 3)
    #expect(summary.histogram == [1, 1])
  }

  @Test func nothingAtAll() {
    for numbers: [Double] in [[], [.nan, .infinity]] {
      let summary = TensorSummary(Tensor(numbers), bins: 3)
      #expect(summary.count == numbers.count && summary.finiteCount == 0)
      #expect(summary.mean == nil && summary.deviation == nil)
      #expect(summary.minimum == nil && summary.maximum == nil)
      #expect(summary.zeroShare == (numbers.isEmpty ? nil : 0))
      #expect(summary.histogram == [0, 0, 0])
    }
  }

  @Test func equalNumbersAreInTheFirstBin() {
    for number: Float in [0, -0.0, 7, .leastNonzeroMagnitude, -.greatestFiniteMagnitude] {
      let summary = TensorSummary(Tensor(shape: [3, 5], repeating: number), bins: 4)
      #expect(summary.mean == Double(number) && summary.deviation == 0)
      #expect(summary.minimum?.sign == (number < 0 ? .minus : .plus))
      #expect(summary.histogram == [15, 0, 0, 0])
    }
  }

  @Test func noBins() {
    for bins in [0, -1] {
      let summary = TensorSummary(Tensor<Float>([1, 2]), bins: bins)
      #expect(summary.histogram == [] && summary.mean == 1.5 && summary.deviation == 0.5)
    }
  }

  /// The range of Doubles may pass the largest one, and the width of a bin the smallest.
  @Test func theEndsOfDouble() {
    let large = TensorSummary(
      Tensor([-Double.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude]), bins: 3)
    #expect(large.histogram == [1, 1, 1] && large.mean == 0)
    #expect(large.deviation == .infinity)
    let small = TensorSummary(Tensor([0, Double.leastNonzeroMagnitude]), bins: 3)
    #expect(small.histogram == [1, 0, 1])
    let sum = TensorSummary(Tensor([Double](repeating: .greatestFiniteMagnitude, count: 16)))
    #expect(sum.mean == .infinity && sum.minimum == .greatestFiniteMagnitude)
  }

  /// Against sums of their own, for lengths around blocks and lanes.
  @Test(arguments: [1, 7, 8, 9, 4095, 4096, 4097, 12_288, 20_001])
  func ofManyNumbers(count: Int) {
    let random = RandomStream(seed: 3, purpose: .initialization)
    let numbers = (0..<count).map { index in
      Float(random.word(sample: 0, element: index) % 1000) / 8 - 30
    }
    let summary = TensorSummary(Tensor(numbers), bins: 10)
    // Multiples of 1/8 below 2¹³: every sum is exact.
    let mean = numbers.reduce(0) { $0 + Double($1) } / Double(count)
    #expect(summary.mean == mean)
    let squares = numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let deviation = (squares / Double(count)).squareRoot()
    #expect(abs((summary.deviation ?? -1) - deviation) <= 1e-12 * deviation)
    #expect(summary.minimum == numbers.min().map(Double.init))
    #expect(summary.maximum == numbers.max().map(Double.init))
    #expect(summary.zeroCount == numbers.count { $0 == 0 })
    #expect(summary.histogram.reduce(0, +) == count)
    if let low = summary.minimum, let high = summary.maximum, high > low {
      let first = numbers.count { (Double($0) - low) / (high - low) < 0.1 }
      #expect(summary.histogram.first == first)
    }
  }

  /// The order of the sums is as documented: lanes, then blocks, pairwise.
  @Test func theSumHasOneOrder() {
    let random = RandomStream(seed: 9, purpose: .initialization)
    let count = 5 * 4096 + 100
    let numbers = (0..<count).map { Double(random.word(sample: 1, element: $0)) * 1e-3 }
    let blocks = stride(from: 0, to: count, by: 4096).map { start in
      var lanes = [Double](repeating: 0, count: 8)
      for index in start..<min(start + 4096, count) { lanes[index % 8] += numbers[index] }
      return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
        + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    }
    let first = (blocks[0] + blocks[1]) + (blocks[2] + blocks[3])
    let sum = first + (blocks[4] + blocks[5])
    #expect(TensorSummary(Tensor(numbers)).mean == sum / Double(count))
  }

  @Test func viewsAndBlocksGiveTheSame() throws {
    let tensor = try Tensor<Float>(shape: [100, 90], elements: (0..<9000).map { Float($0 % 97) })
    let summary = TensorSummary(tensor)
    #expect(TensorSummary(TensorView(tensor)) == summary)
    let read = TensorSummary(count: 9000) { range, values in
      values = range.map { Double(tensor[$0]) }
    }
    #expect(read == summary)
  }
}
