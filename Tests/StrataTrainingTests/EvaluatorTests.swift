import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

@Suite struct EvaluatorTests {
  @Test func lossAndMetricsByHand() throws {
    let model = try Model(input: [1]) {
      Dense(1, weightInitializer: .constant(2), biasInitializer: .constant(1))
    }
    let data = try Dataset(
      inputs: Tensor(shape: [3, 1], elements: [0, 1, 2]),
      targets: .values(Tensor(shape: [3, 1], elements: [1, 4, 3])))
    // Predictions 1, 3, 5; errors 0, −1, 2.
    let result = try Evaluator(
      model, loss: .meanSquaredError, metrics: [.meanAbsoluteError]
    ).evaluate(data)
    #expect(result.samples == 3)
    #expect((result.loss - 5.0 / 3).magnitude < 1e-6)
    #expect(result.metrics == [EpochRecord.Measure("meanAbsoluteError", 1)])
  }

  /// Accuracy is that of probabilities, so logits of one output are compared with 0, not 0.5.
  @Test func metricsSeeAnswers() throws {
    let model = try Model(input: [1]) {
      Dense(1, weightInitializer: .constant(1), biasInitializer: .zeros)
    }
    let data = try Dataset(
      inputs: Tensor(shape: [2, 1], elements: [0.25, -0.25]), targets: .classes([1, 0]))
    let result = try Evaluator(model, loss: .sigmoidCrossEntropy, metrics: [.accuracy])
      .evaluate(data)
    #expect(result.metrics[0].value == 1)
  }

  /// More samples than one batch, on any number of threads; dropout does nothing here.
  @Test func batchesAndThreadsDoNotShow() throws {
    let model = try Fixtures.network()
    let data = try Fixtures.classes(2500)
    func result(_ workers: WorkerPool) throws -> Evaluator.Evaluation {
      try Evaluator(
        model, loss: .softmaxCrossEntropy, metrics: [.accuracy], workers: workers
      ).evaluate(data)
    }
    let one = try result(.single)
    #expect(try result(WorkerPool(threads: 2)) == one)
    #expect(try result(WorkerPool(threads: 3)) == one)
  }

  @Test func aNetworkThatIsNotKnownIsNamed() throws {
    #expect(throws: TrainingError.self) {
      try Evaluator(Fixtures.network(), loss: .meanSquaredError)
        .evaluate(Fixtures.classes(3))
    }
  }
}
