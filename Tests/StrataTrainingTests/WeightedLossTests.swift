import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

/// Samples, classes and outputs that count more or less than others, and how losses become one number.
@Suite struct WeightedLossTests {
  private static let rate = 0.125

  private func model(outputs: Int = 3) throws -> Model {
    try Model(input: [4], seed: 3) {
      Dense(5, activation: .tanh)
      Dense(outputs)
    }
  }

  /// The weights after one step over all samples.
  private func afterOneStep(
    _ data: Dataset, batchSize: Int = 64, _ settings: (inout TrainingState) -> Void = { _ in }
  ) throws -> (weights: [Float], record: EpochRecord) {
    let trainer = try Trainer(
      model(), loss: .softmaxCrossEntropy, optimizer: .sgd(learningRate: Self.rate),
      metrics: [.accuracy], batchSize: batchSize, settings: settings)
    let record = try trainer.fit(data, epochs: 1)[0]
    return (trainer.model.parameters.flatMap(\.tensor.elements), record)
  }

  private func near(_ a: [Float], _ b: [Float]) -> Bool {
    // Sums in another order: some roundings of numbers up to 2.
    a.count == b.count && zip(a, b).allSatisfy { ($0 - $1).magnitude < 1e-6 }
  }

  /// A sample that counts twice is a sample that is there twice; one that counts nothing is none.
  @Test func aWeightIsANumberOfCopies() throws {
    let data = try Fixtures.classes(4)
    let weighted = try Dataset(
      inputs: data.inputs, targets: data.targets, weights: [1, 2, 0, 3])
    let copied = data.rows([0, 1, 1, 3, 3, 3])
    let sum: (inout TrainingState) -> Void = { $0.reduction = .sum }
    let (a, b) = try (afterOneStep(weighted, sum), afterOneStep(copied, sum))
    #expect(near(a.weights, b.weights))
    #expect(try a.weights != afterOneStep(data, sum).weights)

    // Divided by the weights it is the copies' mean; divided by the samples it is less.
    let mean = try afterOneStep(copied)
    let weightedMean = try afterOneStep(weighted) { $0.reduction = .weightedMean }
    #expect(near(weightedMean.weights, mean.weights))
    #expect((weightedMean.record.loss - mean.record.loss).magnitude < 1e-6)
    let plain = try afterOneStep(weighted)
    #expect((plain.record.loss - mean.record.loss * 6 / 4).magnitude < 1e-6)
  }

  @Test func aClassWeightIsTheWeightOfItsSamples() throws {
    let data = try Fixtures.classes(20)
    guard case .classes(let labels) = data.targets else { return }
    let weights: [Float] = [0.5, 3, 1]
    let each = try Dataset(
      inputs: data.inputs, targets: data.targets, weights: labels.map { weights[Int($0)] })
    let byClass = try afterOneStep(data) { $0.classWeights = weights }
    #expect(byClass.weights == (try afterOneStep(each).weights))
    // Both together multiply.
    let both = try afterOneStep(each) { $0.classWeights = weights }
    let squared = try Dataset(
      inputs: data.inputs, targets: data.targets,
      weights: labels.map { weights[Int($0)] * weights[Int($0)] })
    #expect(both.weights == (try afterOneStep(squared).weights))
    // Metrics count samples.
    #expect(byClass.record.metrics == (try afterOneStep(data).record.metrics))
  }

  /// A sum's gradient is the mean's times the number of samples.
  @Test func aSumIsTheMeanTimesTheSamples() throws {
    let data = try Fixtures.classes(8)
    let start = try model().parameters.flatMap(\.tensor.elements)
    let mean = try afterOneStep(data)
    let sum = try afterOneStep(data) { $0.reduction = .sum }
    let expected = zip(start, mean.weights).map { start, end in start + 8 * (end - start) }
    #expect(zip(sum.weights, expected).allSatisfy { ($0 - $1).magnitude < 1e-5 })
    // What people read is the mean all the same.
    #expect(sum.record.loss == mean.record.loss)
  }

  @Test func samplesThatAllCountNothingMoveNothing() throws {
    let data = try Fixtures.classes(8)
    let half = try Dataset(
      inputs: data.inputs, targets: data.targets, weights: [1, 1, 1, 1, 0, 0, 0, 0])
    // Some batch has only samples that count nothing, sooner or later.
    let result = try afterOneStep(half, batchSize: 1) { $0.reduction = .weightedMean }
    #expect(result.weights.allSatisfy(\.isFinite) && result.record.loss.isFinite)
  }

  @Test(arguments: [
    ([1, 1] as [Float], "sample weights: expected one for each of 3 samples, got 2"),
    ([1, -1, 1], "sample weights: expected finite numbers of at least 0, got -1.0 at sample 1"),
    ([1, 1, .nan], "sample weights: expected finite numbers of at least 0, got nan at sample 2"),
    ([0, 0, 0], "sample weights: expected one over 0, got 0 for every sample"),
  ])
  func weightsThatCannotBe(_ weights: [Float], _ message: String) throws {
    let data = try Fixtures.classes(3)
    let error = #expect(throws: DataError.self) {
      try Dataset(inputs: data.inputs, targets: data.targets, weights: weights)
    }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    ([1, 1] as [Float], "class weights: expected one for each of 3 classes, got 2"),
    ([1, 1, -1], "class weights: expected finite numbers of at least 0, got -1.0"),
    ([1, .infinity, 1], "class weights: expected finite numbers of at least 0, got inf"),
  ])
  func classWeightsThatCannotBe(_ weights: [Float], _ message: String) throws {
    let error = #expect(throws: TrainingError.self) {
      try afterOneStep(Fixtures.classes(3)) { $0.classWeights = weights }
    }
    #expect(error?.description == message)
  }

  // MARK: - Several outputs

  /// A network with two heads on one body.
  private func twoHeads() throws -> Model {
    var graph = GraphBuilder()
    let body = graph.add(Dense(6, activation: .tanh), to: graph.input("in", [4]))
    graph.output(
      graph.add(Dense(3), to: body, name: "kind"), graph.add(Dense(2), to: body, name: "size"))
    return try Model(graph.architecture(), seed: 4)
  }

  private func twoTargets(_ count: Int) throws -> Dataset {
    let (classes, values) = try (Fixtures.classes(count), Fixtures.values(count))
    return try Dataset(inputs: [classes.inputs], targets: [classes.targets, values.targets])
  }

  private func trainer(_ losses: [OutputLoss]) throws -> Trainer {
    try Trainer(
      twoHeads(), loss: .softmaxCrossEntropy, optimizer: .sgd(learningRate: Self.rate),
      batchSize: 100
    ) { $0.losses = losses }
  }

  /// The loss is the weighted sum of the outputs' losses, and so is its gradient.
  @Test func outputsAddUp() throws {
    let data = try twoTargets(30)
    func step(_ kind: Double, _ size: Double) throws -> (change: [Float], loss: Double) {
      let trainer = try trainer([
        OutputLoss(.softmaxCrossEntropy, weight: kind), OutputLoss(.meanSquaredError, weight: size),
      ])
      let start = trainer.model.parameters.flatMap(\.tensor.elements)
      let loss = try trainer.fit(data, epochs: 1)[0].loss
      let end = trainer.model.parameters.flatMap(\.tensor.elements)
      return (zip(end, start).map { $0 - $1 }, loss)
    }
    // Near enough to nothing that the other output is alone.
    let (first, second) = try (step(1, 1e-20), step(1e-20, 1))
    let both = try step(2, 0.5)
    #expect((both.loss - (2 * first.loss + second.loss / 2)).magnitude < 1e-6)
    for (both, (first, second)) in zip(both.change, zip(first.change, second.change)) {
      #expect((both - (2 * first + second / 2)).magnitude < 1e-6)
    }
  }

  @Test func bothHeadsLearn() throws {
    let data = try twoTargets(400)
    let trainer = try Trainer(
      twoHeads(), loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.02),
      metrics: [.accuracy], batchSize: 32
    ) { $0.losses = [OutputLoss(.softmaxCrossEntropy), OutputLoss(.meanSquaredError)] }
    let records = try trainer.fit(data, epochs: 30, validation: twoTargets(100))
    #expect(records[29].loss < records[0].loss / 3)
    // Metrics look at the first output.
    #expect(records[29].metrics[0].value > 0.9)
    #expect(records[29].validationLoss != nil)
    // It can be taken up again.
    let again = try Trainer(
      resuming: trainer.model, state: trainer.state, optimizerState: trainer.optimizerState)
    try again.fit(data, epochs: 1)
  }

  @Test func whatOutputsRefuse() throws {
    let one = #expect(throws: TrainingError.self) {
      try trainer([OutputLoss(.softmaxCrossEntropy)])
    }
    #expect(
      one?.description == "losses: expected one for each of the network's 2 outputs, got 1")
    let weight = #expect(throws: TrainingError.self) {
      try trainer([
        OutputLoss(.softmaxCrossEntropy, weight: 0), OutputLoss(.meanSquaredError),
      ])
    }
    #expect(weight?.description == "loss weight: expected a finite number over 0, got 0.0")
    let data = #expect(throws: TrainingError.self) {
      try trainer([OutputLoss(.softmaxCrossEntropy), OutputLoss(.meanSquaredError)])
        .fit(Fixtures.classes(5), epochs: 1)
    }
    #expect(data?.description == "data: expected targets for 2 outputs, got for 1")
  }

  /// Two inputs come from two arrays.
  @Test func severalInputs() throws {
    var graph = GraphBuilder()
    let (a, b) = (graph.input("a", [2]), graph.input("b", [3]))
    let left = graph.add(Dense(4), to: a, name: "left")
    let right = graph.add(Dense(4), to: b, name: "right")
    graph.output(left, right)
    let model = try Model(graph.architecture(), seed: 1)
    let inputs = [Samples.uniform([10, 2]), Samples.uniform([10, 3], seed: 2)]
    let targets = [Samples.uniform([10, 4], seed: 3), Samples.uniform([10, 4], seed: 4)]
    let trainer = try Trainer(
      model, loss: .meanSquaredError, optimizer: .sgd(learningRate: Self.rate), batchSize: 10
    ) { $0.losses = [OutputLoss(.meanSquaredError), OutputLoss(.meanSquaredError)] }
    try trainer.fit(
      Dataset(inputs: inputs, targets: targets.map { .values($0) }), epochs: 3)
    // Each half is the training of a network of its own.
    for (name, part) in [("left", 0), ("right", 1)] {
      var alone = try Model(input: [part == 0 ? 2 : 3]) { Dense(4).named(name) }
      for parameter in ["weight", "bias"] {
        try alone.setParameter(
          "\(name).\(parameter)", to: #require(model.parameter("\(name).\(parameter)")))
      }
      let half = try Trainer(
        alone, loss: .meanSquaredError, optimizer: .sgd(learningRate: Self.rate), batchSize: 10)
      try half.fit(
        Dataset(inputs: inputs[part], targets: .values(targets[part])), epochs: 3)
      #expect(half.model.parameter("\(name).weight") == trainer.model.parameter("\(name).weight"))
    }
  }
}
