import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTraining
import Testing

/// Networks that read whole numbers.
@Suite struct EmbeddingTrainingTests {
  /// Whether two words of six are an even and an odd one: no single word says anything.
  private static func data() throws -> Dataset {
    var words = Tensor<Float>(zeros: [36, 2])
    var labels: [Int32] = []
    for (row, (a, b)) in (0..<6).flatMap({ a in (0..<6).map { (a, $0) } }).enumerated() {
      words[row * 2] = Float(a)
      words[row * 2 + 1] = Float(b)
      labels.append(Int32((a + b) % 2))
    }
    return try Dataset(inputs: words, targets: .classes(labels))
  }

  private static func model() throws -> Model {
    try Model(input: [2], dtype: .int32, seed: 3) {
      Embedding(6, units: 4, weightInitializer: .normal(deviation: 0.5))
      Flatten()
      Dense(12, activation: .tanh)
      Dense(2)
    }
  }

  private static func trainer(_ model: Model, workers: WorkerPool = .single) throws -> Trainer {
    try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.03),
      metrics: [.accuracy], batchSize: 12, seed: 2, workers: workers)
  }

  @Test func learnsWhichWordsGoTogether() throws {
    let trainer = try Self.trainer(Self.model())
    try trainer.fit(Self.data(), epochs: 60)
    let result = try Evaluator(trainer.model, loss: .softmaxCrossEntropy, metrics: [.accuracy])
      .evaluate(Self.data())
    #expect(result.metrics[0].value == 1)
    #expect(trainer.model.parameters[0].tensor != (try Self.model()).parameters[0].tensor)
  }

  @Test func threadsDoNotShow() throws {
    let (one, three) = try (
      Self.trainer(Self.model()), Self.trainer(Self.model(), workers: WorkerPool(threads: 3))
    )
    for trainer in [one, three] { try trainer.fit(Self.data(), epochs: 3) }
    #expect(one.model.parameters == three.model.parameters)
  }

  /// The step whose data has no word of that number is as if it had not been.
  @Test func aNumberWithoutARowEndsTheTraining() throws {
    let trainer = try Self.trainer(Self.model())
    try trainer.fit(Self.data(), epochs: 1)
    let before = trainer.model.parameters
    let wrong = try Dataset(
      inputs: Tensor(shape: [1, 2], elements: [1, 6]), targets: .classes([0]))
    let error = #expect(throws: TrainingError.self) { try trainer.fit(wrong, epochs: 1) }
    #expect(
      error?.description == "node 'embedding1': embedding: input: expected a whole number from 0 "
        + "to 5, got 6 at sample 0")
    #expect(trainer.model.parameters == before)
  }
}
