import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

@Suite struct SampleOutcomesTests {
  /// One number x; probabilities sigmoid(x) of class 1.
  private func model() throws -> Model {
    try Model(input: [1]) {
      Dense(1, weightInitializer: .constant(1), biasInitializer: .zeros)
    }
  }

  @Test func yesOrNoByHand() throws {
    let data = try Dataset(
      inputs: Tensor(shape: [4, 1], elements: [0, 2, -3, 1]), targets: .classes([0, 1, 1, 0]))
    let outcomes = try Evaluator(model(), loss: .sigmoidCrossEntropy).outcomes(of: data)
    #expect(outcomes.count == 4)
    // 0.5 is a yes.
    let choices = try #require(outcomes.choices)
    #expect(choices.map(\.truth) == [0, 1, 1, 0])
    #expect(choices.map(\.answer) == [1, 1, 0, 1])
    #expect(choices.map(\.isRight) == [false, true, false, false])
    // ln(1 + e^x) for a no and ln(1 + e^−x) for a yes, computed by Python 3.11.
    for (loss, expected) in zip(outcomes.losses, [0.6931472, 0.1269280, 3.0485874, 1.3132617]) {
      #expect((Double(loss) - expected).magnitude < 1e-6)
    }
    #expect(outcomes.worst(2) == [2, 3])
    #expect(outcomes.worst(9, onlyWrong: true) == [2, 3, 0])
    #expect(outcomes.worst(9) == [2, 3, 0, 1] && outcomes.worst(0) == [])
    // sigmoid(3) for the third, which was taken for a no.
    #expect((outcomes.confidence(of: 2) - 0.9525741).magnitude < 1e-6)
    #expect(outcomes.targets == nil && outcomes.residuals(output: 0) == nil)
    let calibration = try outcomes.calibration(bins: 2)
    #expect(calibration.bins.map(\.count) == [1, 3])
    #expect(calibration.bins.map(\.right) == [0, 1])
  }

  /// The losses are those that an evaluation takes the mean of, on any number of threads.
  @Test func batchesAndThreadsDoNotShow() throws {
    let (model, data) = (try Fixtures.network(), try Fixtures.classes(1000))
    func outcomes(_ workers: WorkerPool) throws -> SampleOutcomes {
      try Evaluator(model, loss: .softmaxCrossEntropy, workers: workers).outcomes(of: data)
    }
    let one = try outcomes(.single)
    #expect(try outcomes(WorkerPool(threads: 3)) == one)
    let result = try Evaluator(model, loss: .softmaxCrossEntropy)
      .evaluate(data, confusion: true)
    let sum = one.losses.reduce(0) { $0 + Double($1) }
    #expect((sum / 1000 - result.loss).magnitude < 1e-6)
    let choices = try #require(one.choices)
    var matrix = try ConfusionMatrix(classes: 3)
    for choice in choices { try matrix.add(truth: choice.truth, answer: choice.answer) }
    #expect(matrix == result.confusion)
    #expect(one.answers.shape == [1000, 3])
    let calibration = try one.calibration()
    #expect(calibration.count == 1000)
    #expect(calibration.bins.reduce(0) { $0 + $1.right } == choices.count { $0.isRight })
  }

  @Test func numbersHaveResidualsInTheirOwnUnits() throws {
    var model = try Model(input: [1]) {
      Dense(1, weightInitializer: .constant(1), biasInitializer: .zeros)
    }
    model.preparation = try Preparation(
      input: .array(), target: .numbers([NumberTarget("price", mean: 10, deviation: 4)]))
    let data = try Dataset(
      inputs: Tensor(shape: [3, 1], elements: [0, 1, -2]),
      targets: .values(Tensor(shape: [3, 1], elements: [10, 15, 2])))
    let outcomes = try Evaluator(model, loss: .meanSquaredError).outcomes(of: data)
    #expect(outcomes.answers.elements == [10, 14, 2])
    #expect(outcomes.targets?.elements == [10, 15, 2])
    #expect(outcomes.residuals(output: 0)?.elements == [0, -1, 0])
    #expect(outcomes.losses == [0, 1, 0])
    #expect(outcomes.choices == nil)
    #expect(outcomes.worst(1, onlyWrong: true) == [1])
    let error = #expect(throws: TrainingError.self) { try outcomes.calibration() }
    #expect(
      error?.description
        == "calibration: expected targets that are classes, or one yes or no answer, got numbers")
  }

  /// A sample's weight counts in its loss, and a loss's weight in all of its output's.
  @Test func weightsCount() throws {
    let data = try Dataset(
      inputs: Tensor(shape: [2, 1], elements: [1, 2]),
      targets: .values(Tensor(shape: [2, 1], elements: [0, 0])), weights: [1, 0.5])
    let outcomes = try Evaluator(model(), losses: [(MeanSquaredError(), 3)]).outcomes(of: data)
    #expect(outcomes.losses == [3, 6])
  }

  @Test func answersThatAreNoProbabilitiesHaveNoCalibration() throws {
    let model = try Model(input: [1]) { Dense(2, weightInitializer: .constant(2)) }
    let data = try Dataset(
      inputs: Tensor(shape: [2, 1], elements: [1, 2]), targets: .classes([0, 1]))
    let outcomes = try Evaluator(model, loss: CategoricalCrossEntropy()).outcomes(of: data)
    #expect(outcomes.choices?.map(\.answer) == [0, 0])
    let error = #expect(throws: TrainingError.self) { try outcomes.calibration() }
    #expect(
      error?.description
        == "data: expected probabilities that are 1 together, for a calibration, "
        + "got 4.0 at sample 0")
  }
}
