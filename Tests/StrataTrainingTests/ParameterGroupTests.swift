import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

/// What happens to parameters beside the optimizer's step. `TrajectoryTests` compares groups,
/// averages and bounds with PyTorch's.
@Suite struct ParameterGroupTests {
  private static func network() throws -> Model {
    try Model(input: [4], seed: 1) {
      Dense(70, activation: .tanh)
      Dense(40, activation: .relu)
      Dense(3)
    }
  }

  private static func trained(
    _ data: Dataset, optimizer: some Optimizer = .adam(learningRate: 0.01), batchSize: Int,
    epochs: Int = 2, schedule: (any Schedule)? = nil, clipNorm: Double? = nil,
    clipValue: Double? = nil, settings: (inout TrainingState) -> Void = { _ in }
  ) throws -> Trainer {
    let trainer = try Trainer(
      network(), loss: .softmaxCrossEntropy, optimizer: optimizer, schedule: schedule,
      batchSize: batchSize, seed: 3, clipNorm: clipNorm, clipValue: clipValue, settings: settings)
    try trainer.fit(data, epochs: epochs)
    return trainer
  }

  // MARK: - Accumulation

  /// Batches of 64 · 2ᵏ samples are whole subtrees of the sum over 512; 600 samples leave a smaller
  /// step at the end.
  @Test(arguments: [(64, 8), (128, 4), (256, 2)])
  func accumulationHasTheBitsOfTheLargeBatch(_ batchSize: Int, _ batches: Int) throws {
    let data = try Fixtures.classes(600)
    for clipNorm in [nil, 0.05] {
      let large = try Self.trained(data, batchSize: 512, clipNorm: clipNorm)
      let small = try Self.trained(
        data, batchSize: batchSize, clipNorm: clipNorm,
        settings: { $0.gradientAccumulation = batches })
      let isSame = small.model.parameters == large.model.parameters
      #expect(isSame && small.step == large.step && large.step == 4)
      #expect(small.optimizerState == large.optimizerState)
    }
  }

  @Test func otherBatchesAccumulateToAlmostTheSame() throws {
    let data = try Fixtures.classes(300)
    let large = try Self.trained(data, optimizer: .sgd(learningRate: 0.1), batchSize: 100)
    let small = try Self.trained(
      data, optimizer: .sgd(learningRate: 0.1), batchSize: 20,
      settings: { $0.gradientAccumulation = 5 })
    #expect(small.step == large.step)
    for (a, b) in zip(small.model.parameters, large.model.parameters) {
      for (x, y) in zip(a.tensor.elements, b.tensor.elements) { #expect((x - y).magnitude < 1e-6) }
    }
  }

  // MARK: - Groups

  private static let optimizers: [any Optimizer] = [
    SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.1), Adam(), AdamW(), AMSGrad(), Nadam(),
    Adamax(), RMSProp(), Adagrad(), Adadelta(), Lion(),
  ]

  @Test(arguments: optimizers.indices)
  func frozenParametersStayToTheLastBit(_ index: Int) throws {
    let model = try Self.network()
    func train(_ optimizer: some Optimizer) throws -> Trainer {
      try Self.trained(
        Fixtures.classes(100), optimizer: optimizer, batchSize: 32,
        settings: {
          $0.groups = [ParameterGroup("dense1.*", isFrozen: true), ParameterGroup("dense2.*")]
        })
    }
    let trained = try train(Self.optimizers[index]).model
    for parameter in model.parameters {
      let isFrozen = parameter.name.hasPrefix("dense1.")
      #expect((trained.parameter(parameter.name) == parameter.tensor) == isFrozen)
    }
  }

  /// By gradient descent without a gradient: what is left is the decay.
  @Test func decayIsTakenFromTheWeightsAlone() throws {
    let model = try Self.network()
    // Every input is 0, and so are the hidden units: their weights get no gradient.
    let data = try Dataset(
      inputs: Tensor(shape: [8, 4], repeating: 0), targets: .classes(Samples.classes(8, below: 3)))
    let trained = try Self.trained(
      data, optimizer: .adamW(learningRate: 0.5, weightDecay: 0.25), batchSize: 8, epochs: 1,
      settings: { $0.groups = [ParameterGroup("dense2.*", learningRate: 0.5, weightDecay: 0.75)] }
    ).model
    let before = try #require(model.parameter("dense1.weight"))
    let after = try #require(trained.parameter("dense1.weight"))
    #expect(after.elements == before.elements.map { $0 * (1 - 0.5 * 0.25) })
    let second = try #require(trained.parameter("dense2.weight"))
    #expect(
      try second.elements
        == #require(model.parameter("dense2.weight")).elements.map { $0 * (1 - 0.25 * 0.75) })
  }

  /// The first group that a parameter belongs to counts.
  @Test func theFirstGroupCounts() throws {
    let data = try Fixtures.classes(64)
    func trained(_ groups: [ParameterGroup]) throws -> [Parameter] {
      try Self.trained(data, batchSize: 64, settings: { $0.groups = groups }).model.parameters
    }
    let fast = ParameterGroup("dense1.weight", learningRate: 3)
    let slow = ParameterGroup("dense1.*", learningRate: 0.1)
    let both = try trained([fast, slow])
    #expect(try both[0] == trained([fast])[0] || both[0] != trained([slow, fast])[0])
    #expect(try trained([slow, fast]) == trained([slow]))
    #expect(try both != trained([slow]))
  }

  @Test func aGroupOfNobodyIsRefused() throws {
    let error = #expect(throws: TrainingError.self) {
      try Trainer(
        Self.network(), loss: .softmaxCrossEntropy, optimizer: .sgd(),
        settings: { $0.groups = [ParameterGroup("*.bias"), ParameterGroup("dense9.*")] })
    }
    #expect(
      error?.description
        == "parameter group 'dense9.*': expected a pattern for one of dense1.weight, dense1.bias, "
        + "dense2.weight, dense2.bias, dense3.weight, dense3.bias, got none of them")
  }

  @Test(arguments: [
    (ParameterGroup("*", learningRate: -1), "learning rate", "-1.0"),
    (ParameterGroup("*", learningRate: .nan), "learning rate", "nan"),
    (ParameterGroup("*", weightDecay: -0.5), "decay", "-0.5"),
    (ParameterGroup("*", weightDecay: .infinity), "decay", "inf"),
  ])
  func groupsOutOfRange(_ group: ParameterGroup, _ what: String, _ got: String) {
    let error = #expect(throws: TrainingError.self) {
      try Trainer(
        Self.network(), loss: .softmaxCrossEntropy, optimizer: .sgd(),
        settings: { $0.groups = [group] })
    }
    #expect(
      error?.description
        == "parameter group '*': \(what): expected a finite number of at least 0, got \(got)")
  }

  // MARK: - Averages

  /// The average begins as the weights after the first step, and then follows them.
  @Test func averagesFollowTheWeights() throws {
    let data = try Fixtures.classes(96)
    func weights(_ steps: Int, averaging: Double?) throws -> [[Float]] {
      try Self.trained(
        data, optimizer: .sgd(learningRate: 0.2), batchSize: 96, epochs: steps,
        settings: { $0.averaging = averaging }
      ).model.parameters.map(\.tensor.elements)
    }
    var average = try weights(1, averaging: nil)
    #expect(try weights(1, averaging: 0.75) == average)
    for steps in 2...4 {
      let plain = try weights(steps, averaging: nil)
      average = zip(average, plain).map { zip($0, $1).map { 0.75 * $0 + 0.25 * $1 } }
      #expect(try weights(steps, averaging: 0.75) == average)
    }
  }

  // MARK: - Schedules

  /// Records the steps' learning rates: with weights that are all moved by gradient descent, that
  /// is how far they go.
  @Test func allParametersMoveByOneFactor() throws {
    // The largest parameter's update is used up with its gradient where nothing is bounded; a bound
    // that no gradient reaches makes all of them be moved in the end.
    let data = try Fixtures.classes(256)
    func trained(clipValue: Double?) throws -> [Parameter] {
      try Self.trained(
        data, optimizer: .sgd(learningRate: 0.1), batchSize: 64, epochs: 3,
        schedule: .exponential(gamma: 0.5), clipValue: clipValue
      ).model.parameters
    }
    #expect(try trained(clipValue: nil) == trained(clipValue: 1e30))
  }

  /// A second data set with other epochs does not move the time.
  @Test func epochsAreCountedAsTheyWere() throws {
    final class Factors: Schedule {
      static let kind = "factors"
      static func == (a: Factors, b: Factors) -> Bool { a === b }
      func hash(into hasher: inout Hasher) {}
      init() {}
      init(from decoder: any Decoder) throws {}
      func encode(to encoder: any Encoder) throws {}
      let seen = Locked<[Double]>([])
      func factor(at time: TrainingTime) -> Double {
        seen.withLock { $0.append(time.epoch) }
        return 1
      }
    }
    let schedule = Factors()
    let trainer = try Trainer(
      Self.network(), loss: .softmaxCrossEntropy, optimizer: .sgd(), schedule: schedule,
      batchSize: 10)
    try trainer.fit(Fixtures.classes(40), epochs: 1)
    try trainer.fit(Fixtures.classes(20), epochs: 2)
    #expect(schedule.seen.withLock { $0 } == [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5])
  }

  @Test func aScheduleIsKeptInTheState() throws {
    let data = try Fixtures.classes(100)
    let schedule = WarmUp(epochs: 1.5, start: 0, then: .cosine(epochs: 3))
    let whole = try Self.trained(data, batchSize: 25, epochs: 4, schedule: schedule)
    let first = try Self.trained(data, batchSize: 25, epochs: 1, schedule: schedule)
    let second = try Trainer(
      resuming: first.model, state: first.state, optimizerState: first.optimizerState)
    try second.fit(data, epochs: 3)
    #expect(second.model.parameters == whole.model.parameters)
    #expect(second.state == whole.state)
  }
}
