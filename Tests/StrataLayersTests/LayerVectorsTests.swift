import Foundation
import StrataLayers
import StrataModel
import StrataTensor
import Testing

/// Layers beside PyTorch's in numbers; `Vectors/layers.py` wrote them.
@Suite struct LayerVectorsTests {
  private struct Vectors: Decodable {
    struct Input: Decodable {
      let shape: [Int]
      let values: [Double]
    }
    struct Case: Decodable {
      let name: String
      let inputs: [Input]
      let parameters: [[Double]]
      let y: [Double]
      let dy: [Double]
      let inputGradients: [[Double]]
      let parameterGradients: [[Double]]
    }
    let torch: String
    let epsilon: Float
    let cases: [Case]
  }

  private static let epsilon: Float = 0x1p-10

  private static let layers: [String: any Layer] = [
    "layerNorm": LayerNorm(epsilon: epsilon),
    "layerNorm of more axes": LayerNorm(epsilon: epsilon),
    "layerNorm without offset": LayerNorm(epsilon: epsilon, offset: false),
    "rmsNorm": RMSNorm(epsilon: epsilon),
    "rmsNorm of more axes, with offset": RMSNorm(epsilon: epsilon, offset: true),
    "prelu": PReLU(), "prelu of more axes": PReLU(),
    "embedding": Embedding(6, units: 3),
    "embedding with padding": Embedding(6, units: 3, padding: 2),
    "add": Add(), "subtract": Subtract(), "multiply": Multiply(), "average": Average(),
    "maximum": Maximum(), "concatenate": Concatenate(), "concatenate axis 1": Concatenate(axis: 1),
  ]

  private static func vectors() throws -> Vectors {
    let url = try #require(
      Bundle.module.url(forResource: "Vectors/layers", withExtension: "json"))
    return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
  }

  private static func write<T: Real>(_ values: [Double], to view: MutableTensorView<T>) {
    for (index, value) in values.enumerated() { view[index] = T(value) }
  }

  private func compare<T: Real>(
    _ layer: any Layer, _ expected: Vectors.Case, _ type: T.Type, within tolerance: Double
  ) throws {
    var graph = GraphBuilder()
    let dtype: DType = layer is Embedding ? .int32 : .float32
    let edges = try expected.inputs.enumerated().map { index, input in
      graph.input("x\(index)", try Shape(input.shape.dropFirst()), dtype: dtype)
    }
    // As many as a join may have.
    let node =
      switch edges.count {
      case 1: graph.add(layer, to: edges[0])
      case 2: graph.add(layer, to: edges[0], edges[1])
      default: graph.add(layer, to: edges[0], edges[1], edges[2])
      }
    graph.output(node)
    let model = try Model(graph.architecture())
    let parameters = ParameterStore<T>(model.parameters)
    let gradients = ParameterStore<T>(shapes: model.parameters.map(\.tensor.shape))
    let plan = try Plan<T>(
      model.architecture, model.signature(), batch: expected.inputs[0].shape[0],
      parameters: parameters, gradients: gradients, inputGradients: true)
    #expect(parameters.count == expected.parameters.count)
    for (index, values) in expected.parameters.enumerated() {
      Self.write(values, to: parameters[index])
    }
    for (index, input) in expected.inputs.enumerated() {
      Self.write(input.values, to: plan.inputs[index])
    }
    func near(_ what: String, _ got: MutableTensorView<T>, _ values: [Double]) {
      #expect(got.count == values.count)
      for (index, value) in values.enumerated() {
        #expect(
          (Double(got[index]) - value).magnitude <= tolerance * max(1, value.magnitude),
          "\(expected.name), \(what) \(index): \(got[index]), \(value)")
      }
    }
    for mode in [Mode.inference, .training] {
      try plan.forward(mode: mode)
      near("y in \(mode)", plan.outputs[0], expected.y)
    }
    Self.write(expected.dy, to: plan.outputGradients[0])
    try plan.backward()
    #expect(plan.inputGradients.count == expected.inputGradients.count)
    for (index, values) in expected.inputGradients.enumerated() {
      near("gradient of input \(index)", plan.inputGradients[index], values)
    }
    for (index, values) in expected.parameterGradients.enumerated() {
      near("gradient of parameter \(index)", gradients[index], values)
    }
  }

  /// Within some ten roundings of Double, and of Float, of numbers up to some ten; with a mean of 8
  /// Float loses three bits in the distances from it.
  @Test func likePyTorch() throws {
    let vectors = try Self.vectors()
    #expect(vectors.epsilon == Self.epsilon)
    #expect(Set(vectors.cases.map(\.name)) == Set(Self.layers.keys))
    for expected in vectors.cases {
      let layer = try #require(Self.layers[expected.name])
      try compare(layer, expected, Double.self, within: 1e-13)
      try compare(layer, expected, Float.self, within: 1e-5)
    }
  }
}
