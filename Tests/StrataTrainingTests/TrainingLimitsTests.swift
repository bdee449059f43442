import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTraining
import Testing

/// Arguments at the ends of their ranges, and trainings that go on in another way.
@Suite struct TrainingLimitsTests {
  private func model() throws -> Model {
    try Model(input: [2], seed: 1) {
      Dense(3, activation: .tanh)
      Dense(1)
    }
  }

  private func data(targets: [Float] = [0, 1, 0]) throws -> Dataset {
    try Dataset(
      inputs: Tensor(shape: [3, 2], elements: [1, 2, 3, 4, 5, 6]),
      targets: .values(Tensor(shape: [3, 1], elements: targets)))
  }

  @Test func aBatchMayBeLargerThanTheData() throws {
    let (whole, larger) = try (
      Trainer(model(), loss: .meanSquaredError, optimizer: .sgd(), batchSize: 3),
      Trainer(model(), loss: .meanSquaredError, optimizer: .sgd(), batchSize: .max)
    )
    for trainer in [whole, larger] { try trainer.fit(data(), epochs: 2) }
    #expect(larger.state.step == 2)
    #expect(whole.model.parameters == larger.model.parameters)
  }

  @Test func epochsThatCannotBeCountedAreRefused() throws {
    let trainer = try Trainer(model(), loss: .meanSquaredError, optimizer: .sgd())
    try trainer.fit(data(), epochs: 1)
    let error = #expect(throws: TrainingError.self) { try trainer.fit(data(), epochs: .max) }
    #expect(
      error?.description == "epochs: expected at most \(Int.max - 1) more, got \(Int.max)")
    #expect(trainer.state.epoch == 1)
  }

  @Test func targetsOutOfALosssRangeAreRefused() throws {
    let trainer = try Trainer(model(), loss: .sigmoidCrossEntropy, optimizer: .sgd())
    try trainer.fit(data(targets: [0, 0.5, 1]), epochs: 1)
    let error = #expect(throws: TrainingError.self) {
      try trainer.fit(data(targets: [0, 1, 1.5]), epochs: 1)
    }
    #expect(
      error?.description
        == "data: expected targets from 0.0 to 1.0 for sigmoidCrossEntropy, got 1.5 at sample 2")
    #expect(throws: DataError.notFinite("target", sample: 1, value: .infinity)) {
      try data(targets: [0, .infinity, 1])
    }
  }
}
