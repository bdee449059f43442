import Foundation
import StrataJSON
import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

@Suite struct OptimizersTests {
  /// What the checkers are run with: every optimizer of the module, each in all its forms.
  private static let elementwise: [any ElementwiseOptimizer] = [
    SGD(), SGD(learningRate: 0.05, momentum: 0.9),
    SGD(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01),
    Adam(), Adam(learningRate: 0.05, beta1: 0, beta2: 0.5, epsilon: 1e-3),
    AdamW(), AdamW(learningRate: 0.05, beta1: 0.5, beta2: 0.9, epsilon: 1e-3, weightDecay: 0.1),
    AMSGrad(), AMSGrad(learningRate: 0.05, beta1: 0.5, beta2: 0.8, epsilon: 1e-3, weightDecay: 0.1),
    Nadam(),
    Nadam(
      learningRate: 0.05, beta1: 0.5, beta2: 0.9, epsilon: 1e-3, momentumDecay: 0.1,
      weightDecay: 0.1),
    Adamax(), Adamax(learningRate: 0.05, beta1: 0.5, beta2: 0.9, epsilon: 1e-3),
    RMSProp(), RMSProp(learningRate: 0.001, momentum: 0.9),
    RMSProp(learningRate: 0.001, alpha: 0.9, epsilon: 0.1, centered: true),
    RMSProp(learningRate: 0.001, alpha: 0.9, epsilon: 0.1, momentum: 0.8, centered: true),
    Adagrad(), Adagrad(learningRate: 0.1, epsilon: 1e-3, initialAccumulator: 0.5),
    Adadelta(), Adadelta(learningRate: 2, rho: 0.8, epsilon: 1e-3),
    Lion(), Lion(learningRate: 0.01, beta1: 0.5, beta2: 0.8, weightDecay: 0.1),
  ]

  private static let fullBatch: [any FullBatchOptimizer] = [
    LBFGS(), LBFGS(history: 1), LBFGS(learningRate: 0.5, history: 3),
  ]

  @Test(arguments: elementwise.indices)
  func check(_ index: Int) throws { try checkOptimizer(Self.elementwise[index]) }

  @Test(arguments: fullBatch.indices)
  func checkFullBatch(_ index: Int) throws { try checkFullBatchOptimizer(Self.fullBatch[index]) }

  /// An optimizer that has no line above fails here.
  @Test func everyOptimizerIsChecked() {
    let checked = Set(
      Self.elementwise.map { type(of: $0).kind } + Self.fullBatch.map { type(of: $0).kind })
    let registered = TrainingPlugins.all.filter { $0.family == .optimizer }.map { $0.kind }
    #expect(registered.count == 11)
    #expect(checked == Set(registered))
  }

  /// Every kind is made from its bare name, as it is by a command line.
  @Test func everyOptimizerHasDefaults() throws {
    let registry = try PluginRegistry(TrainingPlugins.all)
    for kind in registry.kinds(of: .optimizer) {
      let plugin = try registry.plugin(.optimizer, kind: kind)
      let optimizer = try #require(plugin as? any Optimizer)
      #expect(optimizer.learningRate > 0)
    }
  }

  private static let belowOne = "at least 0 and below 1"
  private static let positive = "a finite number over 0"
  private static let notNegative = "a finite number of at least 0"

  @Test(
    arguments: [
      (SGD(momentum: 1), "sgd: momentum: expected \(belowOne), got 1.0"),
      (SGD(momentum: .nan), "sgd: momentum: expected \(belowOne), got nan"),
      (SGD(weightDecay: -1), "sgd: weightDecay: expected \(notNegative), got -1.0"),
      (Adam(beta1: -0.1), "adam: beta1: expected \(belowOne), got -0.1"),
      (Adam(beta2: 1), "adam: beta2: expected \(belowOne), got 1.0"),
      (Adam(epsilon: 0), "adam: epsilon: expected \(positive), got 0.0"),
      (AdamW(beta1: 1), "adamW: beta1: expected \(belowOne), got 1.0"),
      (AdamW(beta2: .nan), "adamW: beta2: expected \(belowOne), got nan"),
      (AdamW(epsilon: -1), "adamW: epsilon: expected \(positive), got -1.0"),
      (AdamW(weightDecay: -0.1), "adamW: weightDecay: expected \(notNegative), got -0.1"),
      (AdamW(weightDecay: .infinity), "adamW: weightDecay: expected \(notNegative), got inf"),
      (AMSGrad(beta1: 2), "amsgrad: beta1: expected \(belowOne), got 2.0"),
      (AMSGrad(beta2: -1), "amsgrad: beta2: expected \(belowOne), got -1.0"),
      (AMSGrad(epsilon: .infinity), "amsgrad: epsilon: expected \(positive), got inf"),
      (AMSGrad(weightDecay: .nan), "amsgrad: weightDecay: expected \(notNegative), got nan"),
      (Nadam(beta1: 1), "nadam: beta1: expected \(belowOne), got 1.0"),
      (Nadam(beta2: 1), "nadam: beta2: expected \(belowOne), got 1.0"),
      (Nadam(epsilon: 0), "nadam: epsilon: expected \(positive), got 0.0"),
      (Nadam(momentumDecay: -1), "nadam: momentumDecay: expected \(notNegative), got -1.0"),
      (Nadam(weightDecay: -1), "nadam: weightDecay: expected \(notNegative), got -1.0"),
      (Adamax(beta1: .nan), "adamax: beta1: expected \(belowOne), got nan"),
      (Adamax(beta2: 1.5), "adamax: beta2: expected \(belowOne), got 1.5"),
      (Adamax(epsilon: 0), "adamax: epsilon: expected \(positive), got 0.0"),
      (RMSProp(alpha: 1), "rmsProp: alpha: expected \(belowOne), got 1.0"),
      (RMSProp(epsilon: .nan), "rmsProp: epsilon: expected \(positive), got nan"),
      (RMSProp(momentum: 1), "rmsProp: momentum: expected \(belowOne), got 1.0"),
      (Adagrad(epsilon: 0), "adagrad: epsilon: expected \(positive), got 0.0"),
      (
        Adagrad(initialAccumulator: -1),
        "adagrad: initialAccumulator: expected \(notNegative), got -1.0"
      ),
      (Adadelta(rho: 1), "adadelta: rho: expected \(belowOne), got 1.0"),
      (Adadelta(epsilon: 0), "adadelta: epsilon: expected \(positive), got 0.0"),
      (Lion(beta1: -1), "lion: beta1: expected \(belowOne), got -1.0"),
      (Lion(beta2: 1), "lion: beta2: expected \(belowOne), got 1.0"),
      (Lion(weightDecay: -1), "lion: weightDecay: expected \(notNegative), got -1.0"),
      (LBFGS(history: 0), "lbfgs: history: expected a number of steps from 1 to 1000, got 0"),
      (LBFGS(history: 1001), "lbfgs: history: expected a number of steps from 1 to 1000, got 1001"),
    ] as [(any Optimizer, String)])
  func hyperparametersOutOfRange(_ optimizer: any Optimizer, _ message: String) throws {
    let error = #expect(throws: PluginError.self) { try optimizer.check() }
    #expect(error?.description == message)
    // From a file too, where JSON can say it.
    func refusesFile<O: Optimizer>(_ optimizer: O) throws {
      guard let bytes = try? JSONWriter.encode(optimizer) else { return }
      #expect(throws: (any Error).self) { try JSONReader.decode(O.self, from: bytes) }
    }
    try refusesFile(optimizer)
  }

  private struct Vectors: Decodable {
    let torch: String
    let numpy: String
    let start: [Double]
    let goal: [Double]
    let curvature: [Double]
    let noise: [[Double]]
    let trajectories: [String: [[Double]]]
  }

  private static func vectors() throws -> Vectors {
    let url = try #require(
      Bundle.module.url(forResource: "Vectors/optimizers", withExtension: "json"))
    return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
  }

  private func trajectory<T: Real>(
    _ optimizer: some ElementwiseOptimizer, _ vectors: Vectors, _ type: T.Type
  ) -> [[T]] {
    let count = vectors.start.count
    let weight = Buffer<T>(count: count).view([count])
    let gradient = Buffer<T>(count: count).view([count])
    let slots = optimizer.slots.map { _ in Buffer<T>(count: count).view([count]) }
    for index in 0..<count { weight[index] = T(vectors.start[index]) }
    return vectors.noise.indices.map { step in
      for index in 0..<count {
        gradient[index] =
          T(vectors.curvature[index]) * (weight[index] - T(vectors.goal[index]))
          + T(vectors.noise[step][index])
      }
      optimizer.apply(
        ParameterUpdate(
          parameter: weight, gradient: gradient.readOnly, slots: slots, step: step + 1,
          learningRate: optimizer.learningRate,
          arithmetic: Arithmetic()))
      return weight.tensor.elements
    }
  }

  /// Twenty steps as PyTorch takes them; `Vectors/optimizers.py` wrote them. `TrajectoryTests` has
  /// the others.
  @Test(
    arguments: [
      ("sgd", SGD(learningRate: 0.1)),
      ("sgd momentum", SGD(learningRate: 0.05, momentum: 0.9)),
      ("sgd nesterov", SGD(learningRate: 0.05, momentum: 0.9, nesterov: true)),
      ("adam", Adam(learningRate: 0.05)),
      ("adam other betas", Adam(learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-3)),
    ] as [(String, any ElementwiseOptimizer)])
  func trajectories(_ name: String, _ optimizer: any ElementwiseOptimizer) throws {
    let vectors = try Self.vectors()
    let expected = try #require(vectors.trajectories[name])
    try #require(expected.count == 20)
    let double = trajectory(optimizer, vectors, Double.self)
    let single = trajectory(optimizer, vectors, Float.self)
    for (step, row) in expected.enumerated() {
      for (index, weight) in row.enumerated() {
        // The corrections of Adam are drawn into the step size: some roundings differ, 2⁻⁵² each.
        #expect((double[step][index] - weight).magnitude < 1e-13, "step \(step)")
        // Weights near 1, some roundings of 2⁻²⁴ a step.
        #expect((Double(single[step][index]) - weight).magnitude < 1e-5, "step \(step)")
      }
    }
  }

  /// A moment of a weight that gets no gradient any more becomes 0, and not a denormal number.
  /// Plain momentum is another rule, a kernel's.
  @Test(arguments: elementwise.indices.filter { !(elementwise[$0] is SGD) })
  func momentsFadeToZero(_ index: Int) {
    let optimizer = Self.elementwise[index]
    let weight = Buffer<Float>(count: 1).view([1])
    let gradient = Buffer<Float>(count: 1).view([1])
    let slots = optimizer.slots.map { _ in Buffer<Float>(count: 1).view([1]) }
    var numbers = optimizer.numbers.map { _ in 0.0 }
    (weight[0], gradient[0]) = (1, 1e-18)
    for step in 1...3000 {
      optimizer.beginStep(step, &numbers)
      optimizer.apply(
        ParameterUpdate(
          parameter: weight, gradient: gradient.readOnly, slots: slots, step: step,
          learningRate: optimizer.learningRate, numbers: numbers, arithmetic: Arithmetic()))
      gradient[0] = 0
    }
    #expect(weight[0].isFinite)
    for slot in slots {
      #expect(slot[0] == 0 || slot[0].magnitude >= .leastNormalMagnitude)
    }
  }
}
