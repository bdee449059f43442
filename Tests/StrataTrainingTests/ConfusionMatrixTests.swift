import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

@Suite struct ConfusionMatrixTests {
  private func sample() throws -> ConfusionMatrix {
    var matrix = try ConfusionMatrix(classes: 3, labels: ["cat", "dog", "a\nmouse"])
    for (truth, answer, count) in [(0, 0, 10), (0, 1, 2), (1, 1, 100), (1, 0, 1)] {
      for _ in 0..<count { try matrix.add(truth: truth, answer: answer) }
    }
    return matrix
  }

  @Test func shares() throws {
    let matrix = try sample()
    #expect(matrix.counts == [[10, 2, 0], [1, 100, 0], [0, 0, 0]])
    #expect(matrix.total == 113)
    #expect(matrix.accuracy == 110.0 / 113)
    #expect(matrix.precision(of: 0) == 10.0 / 11)
    #expect(matrix.recall(of: 0) == 10.0 / 12)
    #expect(matrix.f1(of: 0) == 20.0 / 23)
    // Of a class that never occurs.
    #expect([matrix.precision(of: 2), matrix.recall(of: 2), matrix.f1(of: 2)] == [0, 0, 0])
    #expect(try ConfusionMatrix(classes: 2).accuracy == 0)
  }

  @Test func whatIsConfusedMostOften() throws {
    var matrix = try sample()
    try matrix.add(truth: 2, answer: 0)
    let pairs = matrix.mostConfused(9)
    #expect(pairs.map(\.truth) == [0, 1, 2])
    #expect(pairs.map(\.answer) == [1, 0, 0])
    #expect(pairs.map(\.samples) == [2, 1, 1])
    #expect(matrix.mostConfused(1).map(\.samples) == [2])
    #expect(matrix.mostConfused(0).isEmpty)
  }

  @Test func isShownAsATable() throws {
    #expect(
      try sample().description == """
        truth \\ answer  cat  dog  a\\u{a}mouse
        cat              10    2            0
        dog               1  100            0
        a\\u{a}mouse       0    0            0
        """)
    var numbers = try ConfusionMatrix(classes: 2)
    try numbers.add(truth: 1, answer: 0)
    #expect(
      numbers.description == """
        truth \\ answer  0  1
        0               0  0
        1               1  0
        """)
  }

  @Test func whatCannotBeIsRefused() throws {
    func message(_ body: () throws -> Void) -> String? {
      #expect(throws: TrainingError.self, performing: body)?.description
    }
    #expect(
      message { _ = try ConfusionMatrix(classes: 0) }
        == "confusion matrix: expected at least 1 class, got 0")
    #expect(
      message { _ = try ConfusionMatrix(classes: 2, labels: ["a"]) }
        == "confusion matrix: expected a label for each of 2 classes, got 1")
    for (truth, answer) in [(2, 0), (0, -1)] {
      #expect(
        message {
          var matrix = try ConfusionMatrix(classes: 2)
          try matrix.add(truth: truth, answer: answer)
        } == "data: expected class numbers from 0 to 1, as the confusion matrix has, "
          + "got \(truth == 2 ? 2 : -1)")
    }
  }

  /// In the pass that measures, under the labels that the model knows.
  @Test func fromAnEvaluation() throws {
    var model = try Model(input: [1]) {
      Dense(1, weightInitializer: .constant(1), biasInitializer: .zeros)
    }
    model.preparation = try Preparation(
      input: .array(), target: .classes(ClassTarget(labels: ["no", "yes"])))
    let inputs = try Tensor<Float>(shape: [4, 1], elements: [-1, 2, 3, -4])
    let data = try Dataset(inputs: inputs, targets: .classes([0, 1, 0, 1]))
    let evaluator = try Evaluator(model, loss: .sigmoidCrossEntropy, metrics: [.accuracy])
    let result = try evaluator.evaluate(data, confusion: true)
    #expect(result.confusion?.counts == [[1, 1], [1, 1]])
    #expect(result.confusion?.labels == ["no", "yes"])
    #expect(result.metrics[0].value == 0.5)
    let without = try evaluator.evaluate(data)
    #expect(without.confusion == nil)
    #expect(without.metrics == result.metrics && without.loss == result.loss)
    // The same answers as values.
    let values = try Dataset(
      inputs: inputs, targets: .values(Tensor(shape: [4, 1], elements: [0, 1, 0, 1])))
    let plain = try Model(input: [1]) { Dense(1, weightInitializer: .constant(1)) }
    #expect(
      try Evaluator(plain, loss: .sigmoidCrossEntropy).evaluate(values, confusion: true).confusion?
        .counts == [[1, 1], [1, 1]])
  }

  @Test func batchesAndThreadsDoNotShow() throws {
    let (model, data) = (try Fixtures.network(), try Fixtures.classes(1000))
    func matrix(_ workers: WorkerPool) throws -> ConfusionMatrix? {
      try Evaluator(model, loss: .softmaxCrossEntropy, workers: workers)
        .evaluate(data, confusion: true).confusion
    }
    let one = try #require(try matrix(.single))
    #expect(one.total == 1000)
    #expect(try matrix(WorkerPool(threads: 3)) == one)
  }

  @Test func numbersHaveNone() throws {
    let model = try Model(input: [4]) { Dense(2) }
    let error = #expect(throws: TrainingError.self) {
      try Evaluator(model, loss: .meanSquaredError).evaluate(
        Fixtures.values(5), confusion: true)
    }
    #expect(
      error?.description
        == "confusion matrix: expected targets that are classes, or one yes or no answer, got numbers"
    )
    let answers = try Dataset(
      inputs: Samples.uniform([5, 4]), targets: .values(Tensor(zeros: [5, 2])))
    let several = #expect(throws: TrainingError.self) {
      try Evaluator(model, loss: .sigmoidCrossEntropy).evaluate(answers, confusion: true)
    }
    #expect(
      several?.description
        == "confusion matrix: expected targets that are classes, or one yes or no answer, "
        + "got 2 yes or no answers")
  }
}
