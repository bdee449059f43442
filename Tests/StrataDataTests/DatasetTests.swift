import StrataData
import StrataTensor
import Testing

@Suite struct DatasetTests {
  private func numbers(_ count: Int, width: Int = 2) throws -> Tensor<Float> {
    try Tensor(
      shape: [count, width], elements: (0..<count * width).map(Float.init))
  }

  private func message(_ body: () throws -> Void) -> String? {
    #expect(throws: DataError.self, performing: body)?.description
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN])
  func numbersThatAreNotFiniteAreRefused(_ value: Float) throws {
    var inputs = try numbers(5)
    inputs[7] = value
    #expect(
      message { _ = try Dataset(inputs: inputs, targets: .classes([0, 0, 0, 0, 0])) }
        == "data: expected finite numbers, got the input \(value) at sample 3")
    var targets = try numbers(5, width: 1)
    targets[4] = value
    #expect(
      message { _ = try Dataset(inputs: numbers(5), targets: .values(targets)) }
        == "data: expected finite numbers, got the target \(value) at sample 4")
    // In any input and any output.
    #expect(
      message {
        _ = try Dataset(
          inputs: [numbers(5), inputs], targets: [.classes([0, 0, 0, 0, 0]), .values(numbers(5))])
      } == "data: expected finite numbers, got the input \(value) at sample 3")
  }

  @Test func theLargestNumbersAreFinite() throws {
    let inputs = try Tensor<Float>(
      shape: [2, 2],
      elements: [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0])
    #expect(try Dataset(inputs: inputs, targets: .classes([0, 1])).count == 2)
  }

  @Test func countsMustAgree() throws {
    #expect(
      message { _ = try Dataset(inputs: numbers(5), targets: .classes([0])) }
        == "data: expected a target for each of 5 samples, got 1")
    #expect(
      message { _ = try Dataset(inputs: [numbers(5), numbers(4)], targets: [.values(numbers(5))]) }
        == "data: expected 5 samples in each input, as in the first, got 4")
    #expect(
      message {
        _ = try Dataset(inputs: [numbers(5)], targets: [.values(numbers(5)), .classes([])])
      }
        == "data: expected a target for each of 5 samples, got 0")
    #expect(throws: DataError.self) { try Dataset(inputs: [], targets: [.classes([])]) }
    #expect(throws: DataError.self) { try Dataset(inputs: [numbers(1)], targets: []) }
  }

  @Test func weights() throws {
    func dataset(_ weights: [Float]) throws -> Dataset {
      try Dataset(inputs: numbers(3), targets: .classes([0, 1, 0]), weights: weights)
    }
    #expect(try dataset([0, 1, 2.5]).weights == [0, 1, 2.5])
    #expect(try dataset([0, 1, 2.5]).layout.hasWeights)
    #expect(try dataset([0, 1, 2.5]).rows([2, 0]).weights == [2.5, 0])
    for (weights, got) in [
      ([1, 1], "one for each of 3 samples, got 2"),
      ([1, 1, 1, 1], "one for each of 3 samples, got 4"),
      ([1, -1, 1], "finite numbers of at least 0, got -1.0 at sample 1"),
      ([1, 1, .nan], "finite numbers of at least 0, got nan at sample 2"),
      ([.infinity, 1, 1], "finite numbers of at least 0, got inf at sample 0"),
      ([0, 0, 0], "one over 0, got 0 for every sample"),
    ] as [([Float], String)] {
      #expect(message { _ = try dataset(weights) } == "sample weights: expected \(got)")
    }
  }

  /// There is such a set, but nothing can be done with it.
  @Test func noRows() throws {
    let empty = try Dataset(inputs: Tensor(zeros: [0, 4]), targets: .classes([]), weights: [])
    #expect(empty.count == 0)
    #expect(empty.sampleCount == 0)
    #expect(try PassContent(empty).batches == [])
    #expect(try PassContent(empty, shuffledBy: epoch(0)).batches == [])
    #expect(
      message { _ = try empty.split(validation: 0.5, seed: 1) }
        == "validation split: expected a share of 0 samples that leaves both parts some, got 0.5")
    #expect(
      message { _ = try empty.folds(2, seed: 1) }
        == "folds: expected 2 or more, and at most as many as the 0 samples, got 2")
    #expect(empty.shuffled(seed: 1) == empty)
  }

  /// A batch that is larger than the data is the data, however large it is.
  @Test(arguments: [10, 11, 1000, Int.max]) func aBatchLargerThanTheData(_ size: Int) throws {
    let data = try Dataset(inputs: numbers(10), targets: .values(numbers(10, width: 1)))
    for random in [nil, epoch(3)] {
      for start in [0, 4] {
        let content = try PassContent(data, shuffledBy: random, from: start, batch: size)
        #expect(content.batches == [10 - start])
      }
    }
  }

  @Test func passes() throws {
    let data = try Dataset(
      inputs: numbers(10), targets: .classes((0..<10).map { Int32($0) }),
      weights: (0..<10).map(Float.init))
    let plain = try PassContent(data)
    #expect(plain.batches == [4, 4, 2])
    #expect(plain.classes == Array(0..<10))
    #expect(plain.inputs.flatMap(\.self) == data.inputs.elements)
    #expect(plain.weights == (0..<10).map(Float.init))
    let shuffled = try PassContent(data, shuffledBy: epoch(2))
    #expect(shuffled.classes.sorted() == Array(0..<10))
    #expect(shuffled.classes != plain.classes)
    #expect(shuffled.inputs.map { Int32($0[0] / 2) } == shuffled.classes)
    #expect(shuffled.weights.map { Int32($0) } == shuffled.classes)
    // The rest of an epoch is the rest of its order.
    for start in [0, 1, 7, 10, 11] {
      let rest = try PassContent(data, shuffledBy: epoch(2), from: start, batch: 3)
      #expect(rest.classes == Array(shuffled.classes.dropFirst(start)))
    }
  }

  @Test func shuffled() throws {
    let data = try Dataset(inputs: numbers(50), targets: .classes((0..<50).map { Int32($0) }))
    let other = data.shuffled(seed: 7)
    #expect(other == data.shuffled(seed: 7))
    #expect(other != data.shuffled(seed: 8) && other != data)
    guard case .classes(let labels) = other.targets else { return }
    #expect(labels.sorted() == Array(0..<50))
    #expect(other.inputs == data.inputs.rows(labels.map { Int($0) }))
  }
}
