import Foundation
import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

@Suite struct BatchNormTests {
  @Test func check() throws {
    try checkLayer(BatchNorm(), inputs: [[3]], outputs: [[3]])
    try checkLayer(BatchNorm(momentum: 0.5, epsilon: 0.25), inputs: [[2, 3]], outputs: [[2, 3]])
    try checkLayer(
      BatchNorm(momentum: 1), inputs: [[2]],
      parameters: ["mean": Tensor([1, -2]), "variance": Tensor([0.25, 9])])
    // More than one leaf of 64 samples.
    try checkLayer(
      BatchNorm(epsilon: 0.1), inputs: [[2]], values: [Samples.uniform([67, 2], seed: 4)])
  }

  @Test func aSingleRow() throws {
    try checkLayer(BatchNorm(), inputs: [[3]], values: [Samples.uniform([1, 3])])
  }

  private struct Vectors: Decodable {
    struct Statistics: Decodable {
      let mean: [Double]
      let variance: [Double]
    }
    struct Step: Decodable {
      let x: [Double]
      let dy: [Double]
      let y: [Double]
      let dx: [Double]
      let gainGradient: [Double]
      let offsetGradient: [Double]
      let mean: [Double]
      let variance: [Double]
    }
    struct Case: Decodable {
      let samples: Int
      let sample: [Int]
      let gain: [Double]
      let offset: [Double]
      let start: Statistics
      let steps: [Step]
      let inference: [Double]
    }
    let numpy: String
    let momentum: Float
    let epsilon: Float
    let cases: [Case]
  }

  private static func vectors() throws -> Vectors {
    let url = try #require(
      Bundle.module.url(forResource: "Vectors/batchNorm", withExtension: "json"))
    return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
  }

  /// A plan of one layer, with the values that a case starts from.
  private struct Running<T: Real> {
    let parameters: ParameterStore<T>
    let gradients: ParameterStore<T>
    let plan: Plan<T>

    init(_ layer: BatchNorm, _ start: Vectors.Case) throws {
      let model = try Model(input: Shape(start.sample)) { layer }
      let signature = try model.signature()
      parameters = ParameterStore(model.parameters)
      gradients = ParameterStore(shapes: model.parameters.map(\.tensor.shape))
      plan = try Plan(
        model.architecture, signature, batch: start.samples, parameters: parameters,
        gradients: gradients, inputGradients: true)
      for (index, values) in [
        start.gain, start.offset, start.start.mean, start.start.variance,
      ].enumerated() {
        Self.write(values, to: parameters[index])
      }
    }

    static func write(_ values: [Double], to view: MutableTensorView<T>) {
      for (index, value) in values.enumerated() { view[index] = T(value) }
    }
  }

  private func compare<T: Real>(_ type: T.Type, within tolerance: Double) throws {
    let vectors = try Self.vectors()
    let layer = BatchNorm(momentum: vectors.momentum, epsilon: vectors.epsilon)
    #expect(vectors.cases.count == 4)
    for (number, expected) in vectors.cases.enumerated() {
      let running = try Running<T>(layer, expected)
      let plan = running.plan
      func near(_ what: String, _ got: MutableTensorView<T>, _ values: [Double]) {
        #expect(got.count == values.count)
        for (index, value) in values.enumerated() {
          #expect(
            (Double(got[index]) - value).magnitude <= tolerance,
            "case \(number), \(what) \(index): \(got[index]), \(value)")
        }
      }
      for step in expected.steps {
        Running.write(step.x, to: plan.inputs[0])
        try plan.forward(mode: .training)
        near("y", plan.outputs[0], step.y)
        near("mean", running.parameters[2], step.mean)
        near("variance", running.parameters[3], step.variance)
        Running.write(step.dy, to: plan.outputGradients[0])
        try plan.backward()
        near("dx", plan.inputGradients[0], step.dx)
        near("gain's gradient", running.gradients[0], step.gainGradient)
        near("offset's gradient", running.gradients[1], step.offsetGradient)
      }
      try plan.forward(mode: .inference)
      near("inference", plan.outputs[0], expected.inference)
    }
  }

  /// As NumPy computes it; `Vectors/batchNorm.py` wrote them. Numbers up to some ten, a few hundred
  /// roundings of 2⁻⁵³.
  @Test func vectorsInDouble() throws { try compare(Double.self, within: 1e-12) }

  /// The same roundings of 2⁻²⁴, larger by up to 30 where a variance is small.
  @Test func vectorsInFloat() throws { try compare(Float.self, within: 1e-4) }

  @Test(arguments: [
    (BatchNorm(momentum: -0.1), "batchNorm: momentum: expected a number from 0 to 1, got -0.1"),
    (BatchNorm(momentum: 1.5), "batchNorm: momentum: expected a number from 0 to 1, got 1.5"),
    (BatchNorm(momentum: .nan), "batchNorm: momentum: expected a number from 0 to 1, got nan"),
    (BatchNorm(epsilon: 0), "batchNorm: epsilon: expected a finite number over 0, got 0.0"),
    (
      BatchNorm(epsilon: .infinity),
      "batchNorm: epsilon: expected a finite number over 0, got inf"
    ),
  ])
  func hyperparametersOutOfRange(_ layer: BatchNorm, _ message: String) {
    let error = #expect(throws: LayerError.self) {
      try layer.outputs(for: [ValueType(batchOf: [3])])
    }
    #expect(error?.description == message)
  }
}
