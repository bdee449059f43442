import Strata
import Testing

@Suite struct StrataTests {
  @Test func landingPage() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("xor.strata")
    var printed: [String] = []
    func print(_ values: Any...) { printed.append(values.map { "\($0)" }.joined(separator: " ")) }

    let model = try Model(input: [2], seed: 1) {
      Dense(8, activation: .tanh)
      Dense(1, activation: .sigmoid)
    }
    let xor = try Dataset(
      inputs: Tensor(shape: [4, 2], elements: [0, 0, 0, 1, 1, 0, 1, 1]),
      targets: .classes([0, 1, 1, 0]))

    let trainer = try Trainer(
      model, loss: .binaryCrossEntropy, optimizer: .adam(learningRate: 0.05), batchSize: 4)
    try trainer.fit(xor, epochs: 200)
    try ModelFile(trainer.model).write(to: path)

    let loaded = try ModelFile(path: path, plugins: .standard).model
    print(try Predictor(loaded).predict(xor.inputs).elements)
    // [0.00029291923, 0.99950707, 0.99911994, 0.0007062989]

    let shown = try #require(Article("Strata.md").texts(in: "swift").first)
    #expect(shown.split(separator: "\n").last?.dropFirst("// ".count) == printed.last?[...])
  }

  @Test func readmeBeginsAlike() throws {
    let readme = try Article("../../../README.md").texts(in: "swift").first
    #expect(try readme == Article("Strata.md").texts(in: "swift").first)
  }
}
