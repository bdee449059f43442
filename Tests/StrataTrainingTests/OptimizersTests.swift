import Foundation
import StrataTensor
import StrataTestKit
import StrataTraining
import StrataPlugin
import Testing

@Suite struct OptimizersTests {
  @Test func sgd() throws {
    try checkOptimizer(SGD())
    try checkOptimizer(SGD(learningRate: 0.05, momentum: 0.9))
    try checkOptimizer(SGD(learningRate: 0.05, momentum: 0.9, nesterov: true))
  }

  @Test func adam() throws {
    try checkOptimizer(Adam())
    try checkOptimizer(Adam(learningRate: 0.05, beta1: 0, beta2: 0.5, epsilon: 1e-3))
  }

  @Test(
    arguments: [
      (SGD(momentum: 1), "sgd: momentum: expected at least 0 and below 1, got 1.0"),
      (SGD(momentum: .nan), "sgd: momentum: expected at least 0 and below 1, got nan"),
      (Adam(beta1: -0.1), "adam: beta1: expected at least 0 and below 1, got -0.1"),
      (Adam(beta2: 1), "adam: beta2: expected at least 0 and below 1, got 1.0"),
      (Adam(epsilon: 0), "adam: epsilon: expected a finite number over 0, got 0.0"),
    ] as [(any Optimizer, String)])
  func hyperparametersOutOfRange(_ optimizer: any Optimizer, _ message: String) {
    let error = #expect(throws: PluginError.self) { try optimizer.check() }
    #expect(error?.description == message)
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

  /// Twenty steps as PyTorch takes them; `Vectors/optimizers.py` wrote them.
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
}
