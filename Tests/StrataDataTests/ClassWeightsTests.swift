import StrataData
import StrataTensor
import Testing

@Suite struct ClassWeightsTests {
  private func data(_ labels: [Int32]) throws -> Dataset {
    try Dataset(inputs: Tensor(zeros: [labels.count, 1]), targets: .classes(labels))
  }

  /// `sklearn.utils.class_weight.compute_class_weight("balanced", classes=[0, 1, 2], y=…)` of
  /// scikit-learn 1.9.1.
  @Test func asScikitLearn() throws {
    let labels: [Int32] = [0, 0, 0, 0, 1, 2, 2, 0, 1, 0]
    let weights = try data(labels).balancedClassWeights(classes: 3)
    let expected: [Float] = [0.5555555555555556, 1.6666666666666667, 1.6666666666666667]
    #expect(weights == expected)
    // Each class counts alike, and a sample 1 on average.
    #expect((labels.reduce(0) { $0 + weights[Int($1)] } - 10).magnitude < 1e-5)
    #expect(try data([1, 0]).balancedClassWeights(classes: 2) == [1, 1])
  }

  @Test func whatCannotBeWeighed() throws {
    func message(_ data: Dataset, _ classes: Int) -> String? {
      #expect(throws: DataError.self) { try data.balancedClassWeights(classes: classes) }?
        .description
    }
    #expect(
      try message(data([0, 2, 0]), 3)
        == "class weights: expected a sample of each of 3 classes, got none of class 1")
    #expect(
      try message(data([0, 1, 3]), 3)
        == "class weights: expected class numbers from 0 to 2, got 3 at sample 2")
    #expect(
      try message(data([0, -1]), 3)
        == "class weights: expected class numbers from 0 to 2, got -1 at sample 1")
    #expect(try message(data([0]), 0) == "class weights: expected at least 1 class, got 0")
    #expect(
      try message(data([]), 2)
        == "class weights: expected a sample of each of 2 classes, got none of class 0")
    let values = try Dataset(
      inputs: Tensor(zeros: [2, 1]), targets: .values(Tensor(zeros: [2, 1])))
    #expect(
      message(values, 2) == "class weights: expected class numbers as targets, got values")
  }
}
