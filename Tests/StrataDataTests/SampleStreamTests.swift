import StrataData
import StrataTensor
import Testing

@Suite struct SampleStreamTests {
  private static let layout = SampleLayout(inputs: [[2]], targets: [nil])

  private static func sample(_ number: Int) -> Sample {
    Sample([Float(number), 0.5], .label(Int32(number)))
  }

  private func stream(
    _ count: Int, said: Int? = nil, window: Int = 4096
  ) -> SampleStream {
    SampleStream(Self.layout, count: said, window: window) { (0..<count).lazy.map(Self.sample) }
  }

  @Test func inOrder() throws {
    let content = try PassContent(stream(10, said: 10))
    #expect(content.batches == [4, 4, 2])
    #expect(content.classes == Array(0..<10))
    #expect(content.inputs == (0..<10).map { [Float($0), 0.5] })
    // Again, and without knowing how many there are.
    #expect(try PassContent(stream(10)) == content)
    #expect(stream(10).sampleCount == nil)
    #expect(stream(10, said: 10).sampleCount == 10)
  }

  @Test(arguments: [1, 2, 7, 30, 1000]) func shuffled(_ window: Int) throws {
    let stream = stream(30, said: 30, window: window)
    let order = try PassContent(stream, shuffledBy: epoch(0)).classes
    #expect(order.sorted() == Array(0..<30))
    #expect(try PassContent(stream, shuffledBy: epoch(0), batch: 7).classes == order)
    let other = try PassContent(stream, shuffledBy: epoch(1)).classes
    #expect(window == 1 ? order == Array(0..<30) && other == order : other != order)
    // No sample comes earlier than it was in the window.
    for (place, sample) in order.enumerated() { #expect(Int(sample) < place + window) }
  }

  /// Each of the 24 orders of 4 is as likely: χ² with 23 degrees of freedom, 5 deviations.
  @Test func everyOrderOfAWindowIsAsLikely() throws {
    var counts: [[Int32]: Int] = [:]
    let stream = stream(4)
    for number in 0..<4800 {
      counts[try PassContent(stream, shuffledBy: epoch(number)).classes, default: 0] += 1
    }
    #expect(counts.count == 24)
    let square = counts.values.reduce(0.0) { $0 + (Double($1) - 200) * (Double($1) - 200) / 200 }
    #expect((square - 23).magnitude < 5 * 46.0.squareRoot())
  }

  /// A training that is taken up finds the samples that it had not seen, in the same order.
  @Test(arguments: [0, 1, 5, 16, 29, 30]) func fromTheMiddle(_ start: Int) throws {
    let stream = stream(30, said: 30, window: 8)
    for random in [nil, epoch(4)] {
      let whole = try PassContent(stream, shuffledBy: random)
      let rest = try PassContent(stream, shuffledBy: random, from: start, batch: 3)
      #expect(rest.classes == Array(whole.classes.dropFirst(start)))
    }
  }

  @Test func fewerThanWereSeen() throws {
    let stream = stream(10)
    for random in [nil, epoch(4)] {
      #expect(throws: DataError.ended(expected: 11, got: 10)) {
        try stream.pass(shuffledBy: random, from: 11)
      }
    }
  }

  /// What is said counts: more is not read, and fewer is an error.
  @Test func theNumberThatIsSaid() throws {
    let endless = SampleStream(Self.layout, count: 10, window: 4) {
      sequence(first: 0) { $0 + 1 }.lazy.map(Self.sample)
    }
    #expect(try PassContent(endless).classes == Array(0..<10))
    #expect(try PassContent(endless, shuffledBy: epoch(0)).classes.sorted() == Array(0..<10))
    for random in [nil, epoch(0)] {
      let error = #expect(throws: DataError.self) {
        try PassContent(stream(9, said: 10), shuffledBy: random)
      }
      #expect(
        error?.description == "data: expected 10 samples, as the source says it has, got 9")
    }
    #expect(try PassContent(stream(10, said: -1)).batches == [])
  }

  @Test func aSequenceThatCanBeGoneThroughOnce() throws {
    let once = SampleStream(once: (0..<6).map(Self.sample), Self.layout, count: 6)
    #expect(try PassContent(once).classes == Array(0..<6))
    let error = #expect(throws: DataError.self) { try once.pass(shuffledBy: nil, from: 0) }
    #expect(
      error?.description
        == "data: expected a source that can be opened again, got a sequence that was used up; "
        + "make the stream of a closure that returns the sequence")
  }

  /// Whatever throws on the way is passed on, and the end is not asked for twice.
  @Test func sourcesThatFail() throws {
    var asked = 0
    let failing = SampleStream(Self.layout) { () throws(DataError) -> SampleStream.Next in
      asked = 0
      return { () throws(DataError) in
        asked += 1
        if asked == 3 { throw .stream("the line was cut") }
        return Self.sample(asked)
      }
    }
    #expect(throws: DataError.stream("the line was cut")) { try PassContent(failing) }
    let closed = SampleStream(Self.layout) { () throws(DataError) -> SampleStream.Next in
      throw .stream("the door is closed")
    }
    #expect(throws: DataError.stream("the door is closed")) { try PassContent(closed) }
    var ends = 0
    let ending = SampleStream(Self.layout) { () throws(DataError) -> SampleStream.Next in
      { () throws(DataError) in
        ends += 1
        return nil
      }
    }
    let pass = try ending.pass(shuffledBy: nil, from: 0)
    for _ in 0..<3 { #expect(try pass.advance(by: 2) == 0) }
    #expect(ends == 1)
  }

  @Test func samplesMustBeAsTheLayoutSays() throws {
    func message(_ layout: SampleLayout, _ sample: Sample) -> String? {
      let stream = SampleStream(layout) { [Self.sample(0), sample] }
      let good = SampleStream(layout) { [sample, sample] }
      // The place counts from the start of the pass.
      let other = #expect(throws: DataError.self) { try PassContent(good) }
      _ = other
      return #expect(throws: DataError.self) { try PassContent(stream) }?.description
    }
    for (sample, expected) in [
      (Sample([1], .label(0)), "data: expected 2 input values, got 1 at sample 1"),
      (
        Sample(inputs: [[1, 2], [3]], targets: [.label(0)]),
        "data: expected 1 inputs, got 2 at sample 1"
      ),
      (
        Sample(inputs: [[1, 2]], targets: []),
        "data: expected targets for 1 outputs, got 0 at sample 1"
      ),
      (Sample([1, 2], .values([1, 2])), "data: expected a label, got 2 values at sample 1"),
      (
        Sample([1, .nan], .label(0)),
        "data: expected finite numbers, got the input nan at sample 1"
      ),
      (
        Sample([1, 2], .label(0), weight: 2),
        "data: expected a weight of 1, as the layout has no weights, got 2.0 at sample 1"
      ),
    ] { #expect(message(Self.layout, sample) == expected) }
    let values = SampleLayout(inputs: [[2]], targets: [2], hasWeights: true)
    func first(_ sample: Sample) -> String? {
      #expect(throws: DataError.self) { try PassContent(SampleStream(values) { [sample] }) }?
        .description
    }
    #expect(
      first(Sample([1, 2], .label(0)))
        == "data: expected 2 target values, got a label at sample 0")
    #expect(
      first(Sample([1, 2], .values([1])))
        == "data: expected 2 target values, got 1 values at sample 0")
    #expect(
      first(Sample([1, 2], .values([1, .infinity])))
        == "data: expected finite numbers, got the target inf at sample 0")
    for weight: Float in [-1, .nan, .infinity] {
      #expect(
        first(Sample([1, 2], .values([1, 2]), weight: weight))
          == "sample weights: expected finite numbers of at least 0, got \(weight) at sample 0")
    }
  }

  @Test func valuesAndWeights() throws {
    let layout = SampleLayout(inputs: [[1]], targets: [2], hasWeights: true)
    let stream = SampleStream(layout) {
      (0..<5).map { Sample([Float($0)], .values([Float($0), 1]), weight: Float($0) / 4) }
    }
    let content = try PassContent(stream, shuffledBy: epoch(1), batch: 2)
    #expect(content.values == content.inputs.map { [$0[0], 1] })
    #expect(content.weights == content.inputs.map { $0[0] / 4 })
  }
}
