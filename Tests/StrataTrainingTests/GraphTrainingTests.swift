import StrataData
import StrataFile
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

/// Networks that are no chains: one layer at two places, joins, whole numbers beside others.
@Suite struct GraphTrainingTests {
  /// Whether the first of two points is nearer to the middle than the second: both go through the same
  /// layers.
  private static func twins() throws -> Model {
    var graph = GraphBuilder()
    let (a, b) = (graph.input("a", [2]), graph.input("b", [2]))
    let hidden = Dense(16, activation: .tanh)
    let first = graph.add(hidden, to: a, name: "hidden")
    let second = graph.add(hidden, to: b, name: "hiddenAgain", sharingParametersOf: first)
    let height = graph.add(Dense(1), to: first, name: "height")
    let other = graph.add(Dense(1), to: second, name: "other", sharingParametersOf: height)
    graph.output(graph.add(Subtract(), to: height, other))
    return try Model(graph.architecture(), seed: 5)
  }

  private static func points(_ count: Int, seed: UInt64) throws -> Dataset {
    let (a, b) = (
      Samples.uniform([count, 2], seed: seed), Samples.uniform([count, 2], seed: seed &+ 1000)
    )
    func square(_ points: Tensor<Float>, _ row: Int) -> Float {
      points[row * 2] * points[row * 2] + points[row * 2 + 1] * points[row * 2 + 1]
    }
    let labels = (0..<count).map { Int32(square(a, $0) < square(b, $0) ? 1 : 0) }
    return try Dataset(inputs: [a, b], targets: [.classes(labels)])
  }

  private static func trainer(_ model: Model) throws -> Trainer {
    try Trainer(
      model, loss: .sigmoidCrossEntropy, optimizer: .adam(learningRate: 0.02),
      metrics: [.accuracy], batchSize: 20, seed: 2)
  }

  private func back(_ file: ModelFile) throws -> ModelFile {
    let plugins = try PluginRegistry(LayerPlugins.all + LossPlugins.all + TrainingPlugins.all)
    return try ModelFile(StrataReader(file.encoded(), name: "graph"), plugins: plugins)
  }

  @Test func sharedParametersTrainAsOneSet() throws {
    let trainer = try Self.trainer(Self.twins())
    try trainer.fit(Self.points(300, seed: 1), epochs: 40)
    let model = trainer.model
    #expect(
      model.parameters.map(\.name) == [
        "hidden.weight", "hidden.bias", "height.weight", "height.bias",
      ])
    #expect(trainer.optimizerState.count == 2 * 4)
    let test = try Self.points(200, seed: 9)
    let result = try Evaluator(model, loss: .sigmoidCrossEntropy, metrics: [.accuracy])
      .evaluate(test)
    #expect(result.metrics[0].value > 0.93)
    // Points that change places change the sign: both go the same way.
    let outputs = try Predictor(model).predict(test.inputList)[0].elements
    let changed = try Predictor(model).predict(Array(test.inputList.reversed()))[0].elements
    #expect(changed == outputs.map { -$0 })
  }

  /// From a file the training goes on to the same bits as without one.
  @Test func sharedParametersComeBackFromAFile() throws {
    let data = try Self.points(60, seed: 1)
    let whole = try Self.trainer(Self.twins())
    try whole.fit(data, epochs: 4)
    let half = try Self.trainer(Self.twins())
    try half.fit(data, epochs: 2)
    let file = try back(
      ModelFile(half.model, state: half.state, optimizerState: half.optimizerState))
    #expect(file.model.architecture == half.model.architecture)
    #expect(file.model.parameters == half.model.parameters)
    let resumed = try Trainer(
      resuming: file.model, state: #require(file.state), optimizerState: file.optimizerState)
    try resumed.fit(data, epochs: 2)
    #expect(resumed.model.parameters == whole.model.parameters)
  }

  /// Every join, an embedding, a one-hot and bounded weights in one network.
  private static func tangle() throws -> Model {
    var graph = GraphBuilder()
    let words = graph.input("words", [2], dtype: .int32)
    let numbers = graph.input("numbers", [3])
    let table = graph.add(Flatten(), to: graph.add(Embedding(5, units: 3, padding: 0), to: words))
    let ones = graph.add(Flatten(), to: graph.add(OneHot(5), to: words))
    let a = graph.add(
      Dense(4, penalty: Penalty(l1: 0.001, l2: 0.01), constraint: .maxNorm(2)), to: table)
    let b = graph.add(Dense(4, constraint: .nonNegative), to: ones)
    let c = graph.add(PReLU(), to: graph.add(Dense(4, constraint: .unitNorm), to: numbers))
    let sum = graph.add(LayerNorm(), to: graph.add(Add(), to: a, b, c))
    let difference = graph.add(Subtract(), to: a, c)
    let product = graph.add(Multiply(), to: b, c)
    let mean = graph.add(RMSNorm(), to: graph.add(Average(), to: a, b))
    let largest = graph.add(Maximum(), to: a, b, c)
    let all = graph.add(Concatenate(), to: sum, difference, product, mean, largest)
    let noisy = graph.add(GaussianNoise(0.1), to: graph.add(AlphaDropout(0.1), to: all))
    graph.output(graph.add(Dense(3), to: noisy))
    return try Model(graph.architecture(), seed: 4)
  }

  @Test func aTangleTrainsAndComesBack() throws {
    let model = try Self.tangle()
    try checkBackpropagation(of: model, loss: .softmaxCrossEntropy, classes: true)
    let words = Samples.classes(80, below: 5).map { Float($0) }
    let data = try Dataset(
      inputs: [Tensor(shape: [40, 2], elements: words), Samples.uniform([40, 3])],
      targets: [.classes(Samples.classes(40, below: 3, seed: 6))])
    let trainer = try Self.classTrainer(model)
    let records = try trainer.fit(data, epochs: 30)
    #expect(records[29].loss < 0.7 * records[0].loss)
    #expect(try #require(trainer.model.parameter("dense2.weight")).elements.allSatisfy { $0 >= 0 })

    let written = ModelFile(
      trainer.model, state: trainer.state, optimizerState: trainer.optimizerState)
    let file = try back(written)
    #expect(file.model.architecture == model.architecture)
    let isSame = try file.encoded() == written.encoded()
    #expect(isSame)
    let outputs = try Predictor(trainer.model).predict(data.inputList)
    #expect(try Predictor(file.model).predict(data.inputList) == outputs)
    #expect(
      try Predictor(file.model, workers: WorkerPool(threads: 3)).predict(data.inputList) == outputs)
    #expect(try Predictor(file.model).latency(batch: 3, seconds: 0.01).calls > 0)
  }

  private static func classTrainer(_ model: Model) throws -> Trainer {
    try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.02), batchSize: 16)
  }
}
