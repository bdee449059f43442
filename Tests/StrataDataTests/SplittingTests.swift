import StrataData
import StrataTensor
import Testing

/// Splits and folds.
@Suite struct SplittingTests {
  /// Each sample's input is its number; there are 60, 30, 9 and 1 of four classes.
  static let labels = (0..<100).map { Int32($0 % 10 < 6 ? 0 : $0 % 10 < 9 ? 7 : $0 == 99 ? -2 : 3) }

  private func data(_ labels: [Int32] = labels) throws -> Dataset {
    try Dataset(
      inputs: Tensor(shape: [labels.count, 1], elements: labels.indices.map(Float.init)),
      targets: .classes(labels))
  }

  private func numbers(_ data: Dataset) -> [Int] { data.inputs.elements.map { Int($0) } }

  private func counts(_ data: Dataset) -> [Int32: Int] {
    guard case .classes(let labels) = data.targets else { return [:] }
    return labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  @Test(arguments: [false, true]) func everySampleIsInOnePart(_ stratified: Bool) throws {
    let data = try data()
    for fraction in [0.01, 0.1, 0.25, 0.5, 0.99] {
      let (training, validation) = try data.split(
        validation: fraction, seed: 3, stratified: stratified)
      #expect(validation.count == Int((fraction * 100).rounded()))
      #expect((numbers(training) + numbers(validation)).sorted() == Array(0..<100))
      // Both parts stay in order.
      #expect(numbers(training) == numbers(training).sorted())
      #expect(numbers(validation) == numbers(validation).sorted())
    }
  }

  @Test func sharesStayTheSame() throws {
    let data = try data()
    // 20 %: 12, 6, 1.8 and 0.2 samples.
    let fifth = try data.split(validation: 0.2, seed: 5, stratified: true)
    #expect(counts(fifth.validation) == [0: 12, 7: 6, 3: 2])
    #expect(counts(fifth.training) == [0: 48, 7: 24, 3: 7, -2: 1])
    // 50 %: 30, 15, 4.5 and 0.5: of equal remainders the smaller class number.
    let half = try data.split(validation: 0.5, seed: 5, stratified: true)
    #expect(counts(half.validation) == [0: 30, 7: 15, 3: 4, -2: 1])
    // Another seed is another choice of the same numbers.
    let other = try data.split(validation: 0.2, seed: 6, stratified: true)
    #expect(counts(other.validation) == counts(fifth.validation))
    #expect(numbers(other.validation) != numbers(fifth.validation))
    #expect(
      try data.split(validation: 0.2, seed: 5, stratified: true).validation == fifth.validation)
  }

  /// Without classes there is nothing to keep the shares of.
  @Test func valuesAreSplitAsWithout() throws {
    let inputs = try Tensor(shape: [20, 1], elements: (0..<20).map(Float.init))
    let values = try Dataset(inputs: inputs, targets: .values(inputs))
    #expect(
      try values.split(validation: 0.3, seed: 2, stratified: true).validation
        == values.split(validation: 0.3, seed: 2).validation)
    #expect(
      try Array(values.folds(3, seed: 2, stratified: true)).map(\.validation)
        == Array(values.folds(3, seed: 2)).map(\.validation))
    // One class is as none.
    let same = try data([Int32](repeating: 4, count: 20))
    #expect(
      try numbers(same.split(validation: 0.3, seed: 2, stratified: true).validation)
        == numbers(same.split(validation: 0.3, seed: 2).validation))
  }

  @Test(arguments: [0, -0.5, 1, 1.5, .nan, .infinity, 0.001, 0.999])
  func partsThatWouldBeEmpty(_ fraction: Double) throws {
    let data = try data()
    for stratified in [false, true] {
      #expect(throws: DataError.self) {
        try data.split(validation: fraction, seed: 1, stratified: stratified)
      }
    }
  }

  // MARK: - Folds

  @Test(arguments: [2, 3, 5, 7, 100], [false, true])
  func everySampleIsValidatedOnOnce(_ count: Int, _ stratified: Bool) throws {
    let data = try data()
    let folds = try data.folds(count, seed: 9, stratified: stratified)
    #expect(folds.count == count)
    #expect(folds.flatMap { numbers($0.validation) }.sorted() == Array(0..<100))
    for (place, (training, validation)) in folds.enumerated() {
      let rows = folds.rows(place)
      #expect(data.rows(rows.training) == training && data.rows(rows.validation) == validation)
      #expect((100 / count...(99 / count + 1)).contains(validation.count))
      #expect((numbers(training) + numbers(validation)).sorted() == Array(0..<100))
      #expect(numbers(training) == numbers(training).sorted())
      #expect(numbers(validation) == numbers(validation).sorted())
    }
  }

  @Test func foldsOfTheSameClasses() throws {
    let folds = try data().folds(4, seed: 9, stratified: true).map { counts($0.validation) }
    for (label, total) in [(0, 60), (7, 30), (3, 9), (-2, 1)] as [(Int32, Int)] {
      for fold in folds {
        #expect((total / 4...(total - 1) / 4 + 1).contains(fold[label] ?? 0), "\(label)")
      }
    }
  }

  @Test func seedsDecideFolds() throws {
    let data = try data()
    func folds(_ seed: UInt64) throws -> [[Int]] {
      try data.folds(5, seed: seed).map { numbers($0.validation) }
    }
    #expect(try folds(1) == folds(1))
    #expect(try folds(1) != folds(2))
    #expect(try folds(1)[0] != numbers(data.split(validation: 0.2, seed: 1).validation))
  }

  @Test(arguments: [Int.min, -1, 0, 1, 101, .max]) func foldsThatCannotBe(_ count: Int) throws {
    let data = try data()
    let error = #expect(throws: DataError.self) { try data.folds(count, seed: 1) }
    #expect(
      error?.description
        == "folds: expected 2 or more, and at most as many as the 100 samples, got \(count)")
  }
}
