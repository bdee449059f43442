import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

/// Losses as a trainer asks them.
@Suite struct LossTrainingTests {
  private func trainer(_ loss: any Loss, outputs: Int = 1) throws -> Trainer {
    func make(_ loss: some Loss) throws -> Trainer {
      try Trainer(
        Model(input: [2], seed: 1) { Dense(outputs) }, loss: loss,
        optimizer: .adam(learningRate: 0.1), batchSize: 16)
    }
    return try make(loss)
  }

  @Test(
    arguments: [
      (Huber(delta: 0), "huber delta: expected a finite number over 0, got 0.0"),
      (Quantile(q: .nan), "quantile q: expected over 0 and below 1, got nan"),
      (
        SoftmaxCrossEntropy(labelSmoothing: 1),
        "softmaxCrossEntropy labelSmoothing: expected at least 0 and below 1, got 1.0"
      ),
    ] as [(any Loss, String)])
  func hyperparametersAreRefusedBeforeATraining(_ loss: any Loss, _ message: String) {
    let error = #expect(throws: TrainingError.self) { try trainer(loss) }
    #expect(error?.description == message)
  }

  @Test(
    arguments: [
      (Poisson(), -1, "data: expected targets of at least 0.0 for poisson, got -1.0 at sample 1"),
      (
        MeanSquaredLogarithmicError(), -0.5,
        "data: expected targets of at least 0.0 for meanSquaredLogarithmicError, got -0.5 at sample 1"
      ),
      (Hinge(), 2, "data: expected targets from -1.0 to 1.0 for hinge, got 2.0 at sample 1"),
    ] as [(any Loss, Float, String)])
  func targetsOutOfRange(_ loss: any Loss, _ target: Float, _ message: String) throws {
    let data = try Dataset(
      inputs: Samples.uniform([2, 2]),
      targets: .values(Tensor(shape: [2, 1], elements: [1, target])))
    let error = #expect(throws: TrainingError.self) { try trainer(loss).fit(data, epochs: 1) }
    #expect(error?.description == message)
  }

  /// A line between two classes, learned from class numbers with one output and with two.
  @Test(
    arguments: [
      (Hinge(), 1), (SquaredHinge(), 1), (Focal(), 1), (Focal(), 2),
      (SigmoidCrossEntropy(labelSmoothing: 0.1), 1), (SoftmaxCrossEntropy(labelSmoothing: 0.1), 2),
    ] as [(any Loss, Int)])
  func twoClassesAreToldApart(_ loss: any Loss, _ outputs: Int) throws {
    let inputs = Samples.uniform([200, 2])
    let labels = (0..<200).map { Int32(inputs[2 * $0] > inputs[2 * $0 + 1] ? 1 : 0) }
    let trainer = try trainer(loss, outputs: outputs)
    try trainer.fit(Dataset(inputs: inputs, targets: .classes(labels)), epochs: 30)
    let logits = try Predictor(trainer.model).predict(inputs)
    let right = labels.indices.count { sample in
      let yes =
        outputs == 1 ? logits[sample] > 0 : logits[2 * sample + 1] > logits[2 * sample]
      return yes == (labels[sample] == 1)
    }
    #expect(right >= 190, "\(right) of 200")
  }

  /// What is least for a quantile lies above that share of the targets.
  @Test func aQuantileLiesWhereItShould() throws {
    let targets = Samples.uniform([400, 1], in: 0...1, seed: 3)
    let trainer = try trainer(Quantile(q: 0.8))
    let data = try Dataset(inputs: Tensor(zeros: [400, 2]), targets: .values(targets))
    try trainer.fit(data, epochs: 20)
    let line = try Predictor(trainer.model).predict(Tensor(zeros: [1, 2]))[0]
    let below = targets.elements.count { $0 < line }
    #expect((280...360).contains(below), "\(below) of 400")
  }
}
