import StrataLosses
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

@Suite struct MetricsTests {
  private func value(
    _ metric: some Metric, _ answers: Tensor<Float>, _ targets: TargetView<Float>
  ) -> Double {
    var accumulator = metric.accumulator()
    accumulator.add(TensorView(answers), targets)
    return accumulator.value
  }

  @Test func coding() throws {
    try checkCoding(Accuracy())
    try checkCoding(AbsoluteError())
  }

  @Test func accuracy() throws {
    let answers = try Tensor<Float>(
      shape: [4, 3],
      elements: [0.1, 0.7, 0.2, 0.5, 0.5, 0, 0.2, 0.2, 0.6, 0.9, 0.1, 0])
    let labels = TensorView(Tensor<Int32>([1, 0, 2, 1]))
    // The second is a tie, which the smaller number wins; the fourth is wrong.
    #expect(value(Accuracy(), answers, .classes(labels)) == 0.75)
    let oneHot = try Tensor<Float>(
      shape: [4, 3], elements: [0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0])
    #expect(value(Accuracy(), answers, .values(TensorView(oneHot))) == 0.75)
  }

  @Test func accuracyOfYesOrNo() throws {
    let answers = try Tensor<Float>(shape: [4, 1], elements: [0.5, 0.49, 0.9, 0.1])
    #expect(
      value(Accuracy(), answers, .classes(TensorView(Tensor<Int32>([1, 0, 0, 0])))) == 0.75)
    let targets = try Tensor<Float>(shape: [4, 1], elements: [1, 0, 1, 1])
    #expect(value(Accuracy(), answers, .values(TensorView(targets))) == 0.75)
  }

  @Test func absoluteError() throws {
    let answers = try Tensor<Float>(shape: [2, 2], elements: [1, 2, 3, 4])
    let targets = try Tensor<Float>(shape: [2, 2], elements: [1, 0, 4, 4])
    #expect(value(AbsoluteError(), answers, .values(TensorView(targets))) == 0.75)
  }

  @Test(arguments: [Accuracy(), AbsoluteError()] as [any Metric])
  func nothingSeenIsZero(_ metric: any Metric) {
    #expect(metric.accumulator().value == 0)
  }

  /// However a set is cut into batches.
  @Test(arguments: [Accuracy(), AbsoluteError()] as [any Metric])
  func theCutOfTheBatchesDoesNotShow(_ metric: any Metric) {
    let (answers, targets) = (
      Samples.uniform([50, 3], in: 0...1), Samples.uniform([50, 3], in: 0...1, seed: 2)
    )
    var values: Set<Double> = []
    for size in [1, 7, 32, 50] {
      var accumulator = metric.accumulator()
      for start in stride(from: 0, to: 50, by: size) {
        let range = start..<min(start + size, 50)
        accumulator.add(
          TensorView(answers.rows(range)), .values(TensorView(targets.rows(range))))
      }
      values.insert(accumulator.value)
    }
    #expect(values.count == 1)
  }
}
