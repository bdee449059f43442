import Foundation
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

@Suite("L-BFGS") struct LBFGSTests {
  private static func xor() throws -> Dataset {
    try Dataset(
      inputs: Tensor(shape: [4, 2], elements: [0, 0, 0, 1, 1, 0, 1, 1]),
      targets: .classes([0, 1, 1, 0]))
  }

  private static func xorTrainer(_ seed: UInt64, _ optimizer: LBFGS = LBFGS()) throws -> Trainer {
    let model = try Model(input: [2], seed: seed) {
      Dense(8, activation: .tanh)
      Dense(1)
    }
    return try Trainer(model, loss: .sigmoidCrossEntropy, optimizer: optimizer, batchSize: 4)
  }

  @Test("solves XOR from every seed", arguments: 1...20 as ClosedRange<UInt64>)
  func exclusiveOr(_ seed: UInt64) throws {
    let trainer = try Self.xorTrainer(seed)
    let records = try trainer.fit(Self.xor(), epochs: 200)
    #expect(try #require(records.last).loss < 1e-3)
    for (record, next) in zip(records, records.dropFirst()) {
      // An epoch's loss is that before its step.
      #expect(next.loss <= record.loss * (1 + 1e-6), "epoch \(record.epoch)")
    }
    #expect(trainer.model.parameters.allSatisfy { $0.tensor.elements.allSatisfy(\.isFinite) })
  }

  private struct Vectors: Decodable {
    let torch: String
    let inputs: [Float]
    let targets: [Float]
    let weight: [Double]
    let bias: [Double]
    let loss: Double
  }

  /// `Vectors/lbfgs.py` found it.
  @Test("finds the minimum of least squares that PyTorch finds")
  func leastSquares() throws {
    let url = try #require(Bundle.module.url(forResource: "Vectors/lbfgs", withExtension: "json"))
    let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
    let model = try Model(input: [5], seed: 1) { Dense(2) }
    let data = try Dataset(
      inputs: Tensor(shape: [40, 5], elements: vectors.inputs),
      targets: .values(Tensor(shape: [40, 2], elements: vectors.targets)))
    let trainer = try Trainer(model, loss: .meanSquaredError, optimizer: .lbfgs(), batchSize: 16)
    let records = try trainer.fit(data, epochs: 60)
    #expect((try #require(records.last).loss - vectors.loss).magnitude <= 1e-6 * vectors.loss)
    let expected = ["dense1.weight": vectors.weight, "dense1.bias": vectors.bias]
    for parameter in trainer.model.parameters {
      let values = try #require(expected[parameter.name])
      try #require(values.count == parameter.tensor.shape.count)
      let largest = values.reduce(0) { max($0, $1.magnitude) }
      for (got, value) in zip(parameter.tensor.elements, values) {
        #expect((Double(got) - value).magnitude <= 1e-5 * largest, "\(parameter.name)")
      }
    }
  }

  /// Steps of one problem, apart from any trainer.
  private static func minimize(
    _ start: [Double], steps: Int, _ optimizer: LBFGS = LBFGS(),
    _ function: @escaping ([Double], inout [Double]) -> Double
  ) throws -> (point: [Double], evaluations: Int) {
    let shape: Shape = [start.count]
    func memory() -> MutableTensorView<Double> { Buffer(count: start.count).view(shape) }
    let (point, gradient) = (memory(), memory())
    point.copy(from: start[...])
    var evaluations = 0
    let slots = optimizer.slots.map { _ in [memory()] }
    var numbers = optimizer.numbers.map { _ in 0.0 }
    for step in 1...steps {
      let problem = FullBatchProblem(
        parameters: [point], gradients: [gradient.readOnly], slots: slots, numbers: numbers,
        step: step, learningRate: optimizer.learningRate, arithmetic: Arithmetic()
      ) { () throws(TrainingError) in
        evaluations += 1
        var slope = [Double](repeating: 0, count: start.count)
        let value = function(point.tensor.elements, &slope)
        gradient.copy(from: slope[...])
        return value
      }
      try optimizer.step(problem)
      numbers = problem.numbers
    }
    return (point.tensor.elements, evaluations)
  }

  @Test("solves a quadratic in few steps")
  func quadratic() throws {
    let curvatures = [0.5, 1, 3, 10, 100]
    let found = try Self.minimize([1, -2, 3, 4, -5], steps: 20) { x, gradient in
      gradient = zip(curvatures, x).map { $0 * ($1 - 1) }
      return zip(curvatures, x).reduce(0) { $0 + $1.0 * ($1.1 - 1) * ($1.1 - 1) / 2 }
    }
    #expect(found.point.allSatisfy { ($0 - 1).magnitude < 1e-8 }, "\(found)")
    #expect(found.evaluations < 60)
  }

  /// The valley of H. H. Rosenbrock (1960): curved, and steep at its sides.
  @Test("follows Rosenbrock's valley")
  func valley() throws {
    let found = try Self.minimize([-1.2, 1], steps: 60) { x, gradient in
      let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
      gradient = [-2 * a - 400 * x[0] * b, 200 * b]
      return a * a + 100 * b * b
    }
    #expect(found.point.allSatisfy { ($0 - 1).magnitude < 1e-6 }, "\(found)")
  }

  @Test("stays at a minimum, and where there is no way down")
  func rest() throws {
    let minimum = try Self.minimize([1], steps: 3) { x, gradient in
      gradient = [2 * (x[0] - 1)]
      return (x[0] - 1) * (x[0] - 1)
    }
    #expect(minimum.point == [1] && minimum.evaluations == 3)
    // A gradient that lies: 25 trials twice at most, and then one a step.
    let liar = try Self.minimize([1], steps: 10) { x, gradient in
      gradient = [1]
      return -x[0]
    }
    #expect(liar.point == [1] && liar.evaluations == 1 + 25 + 9, "\(liar)")
  }

  @Test("comes back from where the loss is no number", arguments: [Double.nan, .infinity])
  func cliff(_ beyond: Double) throws {
    // −ln(1 − x²) − x, which ends at ±1; steps far too long are tried first.
    let found = try Self.minimize([0.9], steps: 30, LBFGS(learningRate: 1000)) { x, gradient in
      guard x[0].magnitude < 1 else {
        gradient = [.nan]
        return beyond
      }
      gradient = [2 * x[0] / (1 - x[0] * x[0]) - 1]
      return -log(1 - x[0] * x[0]) - x[0]
    }
    #expect((found.point[0] - (2.0.squareRoot() - 1)).magnitude < 1e-8, "\(found)")
  }

  // MARK: - In a trainer

  private static func file(_ trainer: Trainer) throws -> [UInt8] {
    try ModelFile(trainer.model, state: trainer.state, optimizerState: trainer.optimizerState)
      .encoded()
  }

  @Test("has the same bits after a break and a file", arguments: [1, 4, 12, 30])
  func resumption(_ steps: Int) throws {
    let whole = try Self.xorTrainer(3, LBFGS(history: 4))
    try whole.fit(Self.xor(), epochs: 40)
    let first = try Self.xorTrainer(3, LBFGS(history: 4))
    try first.fit(Self.xor(), epochs: steps)
    let plugins = try PluginRegistry(LayerPlugins.all + LossPlugins.all + TrainingPlugins.all)
    let file = try ModelFile(StrataReader(Self.file(first), name: "xor.strata"), plugins: plugins)
    let second = try Trainer(
      resuming: file.model, state: try #require(file.state), optimizerState: file.optimizerState)
    try second.fit(Self.xor(), epochs: 40 - steps)
    let isSame = try Self.file(second) == Self.file(whole)
    #expect(isSame)
  }

  /// A loss of 600 samples, and its gradient, are sums over samples: in blocks of 64 times a power
  /// of two they are those of one block.
  @Test("has the same bits for any batch size of whole leaves, and any number of threads")
  func batchesAndThreads() throws {
    let data = try Fixtures.classes(600)
    func parameters(_ batchSize: Int, _ threads: Int) throws -> [Parameter] {
      let model = try Model(input: [4], seed: 2) {
        Dense(150, activation: .tanh)
        Dense(150, activation: .tanh)
        Dense(3)
      }
      let trainer = try Trainer(
        model, loss: .softmaxCrossEntropy, optimizer: .lbfgs(), batchSize: batchSize,
        workers: WorkerPool(threads: threads))
      try trainer.fit(data, epochs: 6)
      return trainer.model.parameters
    }
    let expected = try parameters(600, 1)
    for (batchSize, threads) in [(64, 1), (128, 2), (512, 3), (600, 8)] {
      let isSame = try parameters(batchSize, threads) == expected
      #expect(isSame, "batches of \(batchSize), \(threads) threads")
    }
  }

  @Test("gets lower than Adam in as many passes over a small table")
  func smallTable() throws {
    let data = try Fixtures.values(200)
    func loss(_ optimizer: some Optimizer) throws -> Double {
      let model = try Model(input: [4], seed: 5) {
        Dense(12, activation: .tanh)
        Dense(2)
      }
      let trainer = try Trainer(
        model, loss: .meanSquaredError, optimizer: optimizer, batchSize: 20)
      try trainer.fit(data, epochs: 100)
      return try Evaluator(trainer.model, loss: .meanSquaredError).evaluate(data).loss
    }
    let (full, adam) = (try loss(LBFGS()), try loss(Adam(learningRate: 0.01)))
    #expect(full < adam / 3, "\(full) and \(adam)")
  }

  @Test("stands still at a rate of 0, and goes on after it")
  func warmUp() throws {
    let model = try Self.xorTrainer(1).model
    let trainer = try Trainer(
      model, loss: .sigmoidCrossEntropy, optimizer: .lbfgs(),
      schedule: .warmUp(epochs: 2, start: 0), batchSize: 4)
    try trainer.fit(Self.xor(), epochs: 1)
    #expect(trainer.model.parameters == model.parameters)
    let records = try trainer.fit(Self.xor(), epochs: 100)
    #expect(records[99].loss < 1e-3)
  }

  @Test("refuses what would change its gradients behind its back")
  func refused() throws {
    func message(
      clipNorm: Double? = nil, clipValue: Double? = nil, groups: [ParameterGroup] = []
    ) -> String? {
      let error = #expect(throws: TrainingError.self) {
        try Trainer(
          Fixtures.network(), loss: .softmaxCrossEntropy, optimizer: .lbfgs(),
          clipNorm: clipNorm, clipValue: clipValue, settings: { $0.groups = groups })
      }
      return error?.description
    }
    #expect(message(clipNorm: 1) == "clip norm: expected none with lbfgs, got 1.0")
    #expect(message(clipValue: 2) == "clip value: expected none with lbfgs, got 2.0")
    let expected =
      "parameter group '*.bias': expected no learning rate and no decay of its own with lbfgs, got"
    #expect(message(groups: [ParameterGroup("*.bias", learningRate: 2)]) == expected + " 2.0")
    #expect(message(groups: [ParameterGroup("*.bias", weightDecay: 0)]) == expected + " 0.0")
  }

  @Test("leaves frozen parameters as they are")
  func frozen() throws {
    let model = try Model(input: [4], seed: 5) {
      Dense(12, activation: .tanh)
      Dense(2)
    }
    let trainer = try Trainer(
      model, loss: .meanSquaredError, optimizer: .lbfgs(), batchSize: 64,
      settings: { $0.groups = [ParameterGroup("dense1.*", isFrozen: true)] })
    try trainer.fit(Fixtures.values(100), epochs: 5)
    for name in ["dense1.weight", "dense1.bias"] {
      #expect(trainer.model.parameter(name) == model.parameter(name))
    }
    #expect(trainer.model.parameter("dense2.weight") != model.parameter("dense2.weight"))
  }

  /// A file may say anything of what is remembered.
  @Test("takes numbers that make no sense as none")
  func nonsense() throws {
    let trainer = try Self.xorTrainer(1)
    try trainer.fit(Self.xor(), epochs: 3)
    for (place, number) in [
      (0, 1e300), (0, -1), (0, 2.5), (1, 99), (1, -3), (2, -1e300), (5, 1e300),
    ] {
      var state = trainer.state
      state.optimizerNumbers[place] = number
      let other = try Trainer(
        resuming: trainer.model, state: state, optimizerState: trainer.optimizerState)
      let records = try other.fit(Self.xor(), epochs: 5)
      #expect(records[4].loss <= records[0].loss * (1 + 1e-6), "\(place): \(number)")
    }
  }
}
