import Foundation
import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

/// Penalties and constraints of a layer's weights.
@Suite struct ParameterBoundsTests {
  private struct Vectors: Decodable {
    struct Case: Decodable {
      let options: [String: Double]
      let losses: [Double]
      let parameters: [[Double]]

      func option(_ name: String) -> Float? { options[name].map { Float($0) } }

      var penalty: Penalty? {
        if option("l1") == nil, option("l2") == nil { return nil }
        return Penalty(l1: option("l1") ?? 0, l2: option("l2") ?? 0)
      }

      var constraint: (any Constraint)? {
        if let limit = option("maxNorm") { return MaxNorm(limit) }
        if option("unitNorm") != nil { return UnitNorm() }
        return option("nonNegative") == nil ? nil : NonNegative()
      }
    }
    let torch: String
    let learningRate: Double
    let momentum: Double
    let steps: Int
    let inputs: [Float]
    let targets: [Float]
    let start: [[Float]]
    let cases: [String: Case]

    func data() throws -> Dataset {
      try Dataset(
        inputs: Tensor(shape: [9, 4], elements: inputs),
        targets: .values(Tensor(shape: [9, 2], elements: targets)))
    }

    func model(_ penalty: Penalty?, _ constraint: (any Constraint)?) throws -> Model {
      var model = try Model(input: [4]) {
        Dense(3, activation: .tanh, penalty: penalty, constraint: constraint)
        Dense(2)
      }
      for (parameter, values) in zip(model.parameters, start) {
        try model.setParameter(
          parameter.name, to: Tensor(shape: parameter.tensor.shape, elements: values))
      }
      return model
    }
  }

  private static func vectors() throws -> Vectors {
    let url = try #require(
      Bundle.module.url(forResource: "Vectors/bounds", withExtension: "json"))
    return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
  }

  /// `Vectors/bounds.py` wrote the numbers. A dozen steps of some ten roundings of 2⁻²⁴ each.
  @Test func likePyTorch() throws {
    let vectors = try Self.vectors()
    #expect(vectors.cases.count == 8)
    for (name, expected) in vectors.cases {
      let trainer = try Trainer(
        vectors.model(expected.penalty, expected.constraint), loss: .meanSquaredError,
        optimizer: .sgd(learningRate: vectors.learningRate, momentum: vectors.momentum),
        batchSize: 9, clipNorm: expected.options["clipNorm"])
      let records = try trainer.fit(vectors.data(), epochs: vectors.steps)
      // The loss is the data's alone.
      for (record, loss) in zip(records, expected.losses) {
        #expect((record.loss - loss).magnitude < 1e-5, "\(name), epoch \(record.epoch)")
      }
      for (parameter, values) in zip(trainer.model.parameters, expected.parameters) {
        for (index, value) in values.enumerated() {
          #expect(
            (Double(parameter.tensor[index]) - value).magnitude < 1e-5,
            "\(name), \(parameter.name) \(index)")
        }
      }
    }
  }

  /// Steps that are one sum of two batches add the penalty once, and constrain once.
  @Test func accumulatedBatchesAreBoundedOnce() throws {
    let vectors = try Self.vectors()
    func trained(batchSize: Int, accumulation: Int) throws -> [Parameter] {
      let model = try vectors.model(Penalty(l1: 0.02, l2: 0.3), MaxNorm(1))
      let trainer = try Trainer(
        model, loss: .meanSquaredError, optimizer: .sgd(learningRate: 0.2), batchSize: batchSize
      ) { $0.gradientAccumulation = accumulation }
      try trainer.fit(vectors.data(), epochs: 3)
      return trainer.model.parameters
    }
    let (whole, parts) = try (
      trained(batchSize: 9, accumulation: 1), trained(batchSize: 3, accumulation: 3)
    )
    for (whole, part) in zip(whole, parts) {
      for (a, b) in zip(whole.tensor.elements, part.tensor.elements) {
        #expect((a - b).magnitude < 1e-5)
      }
    }
  }

  /// What is frozen is neither shrunk nor constrained.
  @Test func frozenParametersAreLeftAlone() throws {
    let vectors = try Self.vectors()
    let model = try vectors.model(.l2(0.5), MaxNorm(0.1))
    let trainer = try Trainer(
      model, loss: .meanSquaredError, optimizer: .sgd(), batchSize: 9
    ) { $0.groups = [ParameterGroup("dense1.*", isFrozen: true)] }
    try trainer.fit(vectors.data(), epochs: 2)
    #expect(trainer.model.parameters[0] == model.parameters[0])
    #expect(trainer.model.parameters[2] != model.parameters[2])
  }

  /// A weight whose gradient could be used up as it is computed is not, where there is more to do: a
  /// bound that no gradient reaches, so that all of them are computed first, changes no bit.
  @Test(arguments: [0, 1, 2])
  func boundedParametersAreNotStreamed(_ which: Int) throws {
    func trained(clipValue: Double?) throws -> Model {
      let model = try Model(input: [331], seed: 4) {
        Dense(
          40, activation: .relu, penalty: which == 1 ? nil : .l1(1e-3),
          constraint: which == 0 ? nil : .maxNorm(0.9))
        Dense(3)
      }
      let data = try Dataset(
        inputs: Samples.uniform([150, 331], seed: 2),
        targets: .classes((0..<150).map { Int32($0 % 3) }))
      let trainer = try Trainer(
        model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.01), batchSize: 64,
        clipValue: clipValue)
      try trainer.fit(data, epochs: 2)
      return trainer.model
    }
    let (streamed, afterwards) = try (trained(clipValue: nil), trained(clipValue: 1e30))
    let isSame = streamed.parameters == afterwards.parameters
    #expect(isSame)
    guard which > 0 else { return }
    let weight = streamed.parameters[0].tensor
    for unit in 0..<40 {
      let square = (0..<331).reduce(0.0) {
        $0 + Double(weight[$1 * 40 + unit]) * Double(weight[$1 * 40 + unit])
      }
      #expect(square.squareRoot() < 0.9 + 1e-6)
    }
  }

  /// Gradient descent that is told the objective, and remembers it.
  private struct Descent: FullBatchOptimizer {
    static let kind = "descent"
    var learningRate = 0.2
    var numbers: [String] { ["objective"] }

    func step<T: Real>(_ problem: FullBatchProblem<T>) throws(TrainingError) {
      problem.numbers[0] = Double(try problem.evaluate())
      for (parameter, gradient) in zip(problem.parameters, problem.gradients) {
        problem.arithmetic.gradientStep(
          parameter, gradient: gradient, learningRate: T(problem.learningRate))
      }
    }
  }

  /// An optimizer that asks for the objective is told the loss and what the weights cost; the loss that
  /// is reported stays the data's.
  @Test func theObjectiveHasThePenaltyInIt() throws {
    let vectors = try Self.vectors()
    let penalty = Penalty(l1: 0.02, l2: 0.03)
    let model = try vectors.model(penalty, MaxNorm(1))
    func trainer(_ optimizer: some Optimizer) throws -> Trainer {
      try Trainer(
        model, loss: .meanSquaredError, optimizer: optimizer, batchSize: 9, seed: 1)
    }
    let descent = try trainer(Descent())
    let record = try descent.fit(vectors.data(), epochs: 1)[0]
    let cost = penalty.value(of: TensorView(model.parameters[0].tensor))
    #expect(cost > 0.1)
    #expect((descent.state.optimizerNumbers[0] - (record.loss + cost)).magnitude < 1e-6)
    // The same step, but for the order of the samples.
    let plain = try trainer(.sgd(learningRate: 0.2))
    let plainRecord = try plain.fit(vectors.data(), epochs: 1)[0]
    #expect((plainRecord.loss - record.loss).magnitude < 1e-6)
    for (one, other) in zip(plain.model.parameters, descent.model.parameters) {
      for (a, b) in zip(one.tensor.elements, other.tensor.elements) {
        #expect((a - b).magnitude < 1e-6)
      }
    }
  }

  private struct Unknown: Constraint {
    static let kind = "unknown"
    func apply<T: Real>(to weights: MutableTensorView<T>, _ arithmetic: Arithmetic<T>) {}
  }

  /// A constraint of somebody else's is found by its kind, and missed by it.
  @Test func unknownConstraintsAreNamed() throws {
    let model = try Model(input: [2]) { Dense(1, constraint: Unknown()) }
    let known = try PluginRegistry(LayerPlugins.all + [Unknown.self])
    let text = try JSONFile.text(model.architecture)
    #expect(text == #"{"input":[2],"layers":[{"dense":{"units":1,"constraint":"unknown"}}]}"#)
    #expect(try JSONFile.architecture(text, known) == model.architecture)
    let read = try JSONFile.architecture(text, PluginRegistry(LayerPlugins.all))
    #expect(!read.nodes[0].layer.isKnown)
    #expect(try JSONFile.text(read) == text)
    let error = #expect(throws: ModelError.self) { try Model(read) }
    #expect(
      error?.description == "node 'dense1': constraint: expected a registered kind, got unknown "
        + "constraint 'unknown' (known: maxNorm, nonNegative, unitNorm)")
  }
}
