import Strata
import Testing

@Suite struct StrataTests {
  @Test func landingPage() throws {
    let folder = try TemporaryFolder()
    var printed: [String] = []
    func print(_ values: Any...) { printed.append(values.map { "\($0)" }.joined(separator: " ")) }

    let samples = try Tensor<Float>(shape: [4, 2], elements: [0, 0, 0, 1, 1, 0, 1, 1])
    let data = try Dataset(inputs: samples, targets: .classes([0, 1, 1, 0]))
    let model = try Model(input: [2], seed: 1) {
      Dense(8, activation: .tanh)
      Dense(1)
    }
    let trainer = try Trainer(
      model, loss: .sigmoidCrossEntropy, optimizer: .adam(learningRate: 0.05), batchSize: 4)
    try trainer.fit(data, epochs: 200)

    let path = folder.path("xor.strata")
    try ModelFile(
      trainer.model, state: trainer.state, optimizerState: trainer.optimizerState
    ).write(to: path)
    let loaded = try ModelFile(path: path, plugins: .standard).model
    let logits = try Predictor(loaded).predict(samples)
    print(logits.elements.map { Float.sigmoid($0) })

    let shown = try Article("Strata.md").texts(in: "text")
    #expect(printed == shown)
  }
}
