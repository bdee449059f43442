import Foundation
import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTraining
import Testing

/// Whole trainings in Float beside PyTorch's in float64; `Vectors/trajectories.py` wrote those.
@Suite struct TrajectoryTests {
  private struct Vectors: Decodable {
    let torch: String
    let start: [String: [Float]]
    let inputs: [Float]
    let targets: [Float]
    /// By name, step and parameter.
    let trajectories: [String: [String: [String: [Double]]]]
  }

  private static func vectors() throws -> Vectors {
    let url = try #require(
      Bundle.module.url(forResource: "Vectors/trajectories", withExtension: "json"))
    return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
  }

  private struct Case {
    let optimizer: any Optimizer
    var schedule: (any Schedule)?
    var clipNorm: Double?
    var clipValue: Double?
    var settings: (inout TrainingState) -> Void = { _ in }

    init(_ optimizer: any Optimizer) { self.optimizer = optimizer }
  }

  private static func cases() -> [String: Case] {
    var cases: [String: Case] = [
      "sgd": Case(SGD(learningRate: 0.1)),
      // Without momentum the decoupled decay is the penalty that PyTorch adds to the gradient.
      "sgd decay": Case(SGD(learningRate: 0.1, weightDecay: 0.05)),
      "sgd momentum": Case(SGD(learningRate: 0.05, momentum: 0.9)),
      "sgd nesterov": Case(SGD(learningRate: 0.05, momentum: 0.9, nesterov: true)),
      "adam": Case(Adam(learningRate: 0.02)),
      "adam betas": Case(Adam(learningRate: 0.05, beta1: 0.5, beta2: 0.9, epsilon: 1e-3)),
      "adamW": Case(AdamW(learningRate: 0.02)),
      "adamW decay": Case(AdamW(learningRate: 0.02, weightDecay: 0.3)),
      "amsgrad": Case(AMSGrad(learningRate: 0.02, beta2: 0.9)),
      "amsgrad decay": Case(AMSGrad(learningRate: 0.02, beta2: 0.9, weightDecay: 0.1)),
      "nadam": Case(Nadam(learningRate: 0.02)),
      "nadam decay": Case(Nadam(learningRate: 0.02, momentumDecay: 0.1, weightDecay: 0.1)),
      "adamax": Case(Adamax(learningRate: 0.02)),
      "adamax betas": Case(Adamax(learningRate: 0.05, beta1: 0.5, beta2: 0.8, epsilon: 1e-3)),
      "rmsProp": Case(RMSProp()),
      "rmsProp momentum": Case(RMSProp(learningRate: 0.005, alpha: 0.9, momentum: 0.8)),
      "rmsProp centered": Case(
        RMSProp(learningRate: 0.005, alpha: 0.9, epsilon: 1e-3, centered: true)),
      "rmsProp all": Case(
        RMSProp(learningRate: 0.002, alpha: 0.9, epsilon: 1e-2, momentum: 0.7, centered: true)),
      "adagrad": Case(Adagrad(learningRate: 0.1)),
      "adagrad initial": Case(Adagrad(learningRate: 0.1, epsilon: 1e-3, initialAccumulator: 0.3)),
      "adadelta": Case(Adadelta()),
      "adadelta rho": Case(Adadelta(learningRate: 2, rho: 0.7, epsilon: 1e-3)),
      "lion": Case(Lion(learningRate: 0.01)),
      "lion decay": Case(Lion(learningRate: 0.01, beta1: 0.8, beta2: 0.95, weightDecay: 0.5)),
      "groups": Case(AdamW(learningRate: 0.02, weightDecay: 0.3)),
      "averaged": Case(SGD(learningRate: 0.1)),
      "clip norm": Case(SGD(learningRate: 0.5)),
      "clip value": Case(SGD(learningRate: 0.5)),
      "cosine": Case(Adam(learningRate: 0.05)),
      "warm up": Case(SGD(learningRate: 0.1, momentum: 0.9)),
    ]
    cases["groups"]?.settings = {
      $0.groups = [
        ParameterGroup("dense1.*", isFrozen: true),
        ParameterGroup("*.bias", learningRate: 2, weightDecay: 0),
        ParameterGroup("dense2.*", learningRate: 2),
      ]
    }
    cases["averaged"]?.settings = { $0.averaging = 0.8 }
    cases["clip norm"]?.clipNorm = 0.1
    cases["clip value"]?.clipValue = 0.02
    // The lowest rate is 0.005 of 0.05.
    cases["cosine"]?.schedule = .cosine(epochs: 20, minimum: 0.1)
    cases["warm up"]?.schedule = .warmUp(epochs: 4, start: 0.2, then: .exponential(gamma: 0.8))
    return cases
  }

  /// Keeps the parameters after some steps.
  private final class Recorder: Callback {
    var parameters: [String: [Parameter]] = [:]
    func stepEnded(_ progress: TrainingProgress, _ trainer: Trainer) {
      parameters["\(trainer.step)"] = trainer.model.parameters
    }
  }

  private static func trainer(_ given: Case, _ vectors: Vectors) throws -> Trainer {
    var model = try Model(input: [3], seed: 1) {
      Dense(4, activation: .tanh)
      Dense(2)
    }
    for parameter in model.parameters {
      let values = try #require(vectors.start[parameter.name])
      try model.setParameter(
        parameter.name, to: Tensor(shape: parameter.tensor.shape, elements: values))
    }
    func make(_ optimizer: some Optimizer) throws -> Trainer {
      try Trainer(
        model, loss: .meanSquaredError, optimizer: optimizer, schedule: given.schedule,
        batchSize: 8, clipNorm: given.clipNorm, clipValue: given.clipValue,
        settings: given.settings)
    }
    return try make(given.optimizer)
  }

  @Test(arguments: cases().keys.sorted())
  func twentySteps(_ name: String) throws {
    let vectors = try Self.vectors()
    let given = try #require(Self.cases()[name])
    let trainer = try Self.trainer(given, vectors)
    let data = try Dataset(
      inputs: Tensor(shape: [8, 3], elements: vectors.inputs),
      targets: .values(Tensor(shape: [8, 2], elements: vectors.targets)))
    let recorder = Recorder()
    try trainer.fit(data, epochs: 20, callbacks: [recorder])
    let expected = try #require(vectors.trajectories[name])
    try #require(expected.count == 5)
    for (step, tensors) in expected {
      let parameters = try #require(recorder.parameters[step])
      try #require(tensors.count == parameters.count)
      for parameter in parameters {
        let values = try #require(tensors[parameter.name])
        try #require(values.count == parameter.tensor.shape.count)
        let largest = values.reduce(0) { max($0, $1.magnitude) }
        for (got, value) in zip(parameter.tensor.elements, values) {
          let error = (Double(got) - value).magnitude / largest
          #expect(error <= 1e-5, "\(name), step \(step), \(parameter.name)")
        }
      }
    }
  }

  /// What has no case above was not compared with anything.
  @Test func everyOptimizerHasATrajectory() throws {
    let kinds = Set(Self.cases().values.map { type(of: $0.optimizer).kind })
    let registered = TrainingPlugins.all.filter { $0.family == .optimizer }.map { $0.kind }
    // Its steps are its line search's own: see `LBFGSTests`.
    #expect(kinds.union(["lbfgs"]) == Set(registered))
    #expect(try Set(Self.vectors().trajectories.keys) == Set(Self.cases().keys))
  }
}
