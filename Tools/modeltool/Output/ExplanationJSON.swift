import Strata
import StrataJSON

/// A step of backpropagation for machines: one object.
struct ExplanationJSON: Encodable {
  let explanation: Explanation
  let row: Int

  private enum Keys: String, CodingKey {
    case row, loss, halfSquaredError, halfSquaredErrorFactor, learningRate, updatedLoss, inputs
    case outputs, layers, parameters
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(row, forKey: .row)
    try container.encode(explanation.loss, forKey: .loss)
    try container.encodeIfPresent(explanation.halfSquaredError, forKey: .halfSquaredError)
    try container.encodeIfPresent(
      explanation.halfSquaredErrorFactor, forKey: .halfSquaredErrorFactor)
    try container.encode(explanation.learningRate, forKey: .learningRate)
    try container.encode(explanation.updatedLoss, forKey: .updatedLoss)
    var inputs = container.nestedContainer(keyedBy: AnyCodingKey.self, forKey: .inputs)
    for input in explanation.inputs {
      try inputs.encode(
        Nested(input.elements, input.shape), forKey: AnyCodingKey(input.edge.description))
    }
    try container.encode(explanation.outputs.map(OutputRow.init), forKey: .outputs)
    try container.encode(explanation.layers.map(LayerRow.init), forKey: .layers)
    var parameters = container.nestedContainer(keyedBy: AnyCodingKey.self, forKey: .parameters)
    for parameter in explanation.parameters {
      try parameters.encode(ParameterRow(parameter), forKey: AnyCodingKey(parameter.name))
    }
  }

  /// Numbers as arrays in arrays, in a shape; nil becomes null.
  private struct Nested: Encodable {
    let value: JSONValue

    init(_ elements: [Double?], _ shape: Shape) {
      let numbers = elements.map { $0.flatMap { JSONNumber($0) }.map(JSONValue.number) ?? .null }
      var level = numbers
      for length in shape.array.dropFirst().reversed() {
        level = stride(from: 0, to: level.count, by: max(length, 1)).map {
          .array(Array(level[$0..<min($0 + length, level.count)]))
        }
      }
      value = shape.rank == 0 ? level.first ?? .null : .array(level)
    }

    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
  }

  private struct DerivativeRow: Encodable {
    let value: Double
    let check: Double?

    init(_ derivative: Explanation.Derivative) {
      (value, check) = (derivative.value, derivative.check)
    }
  }

  private struct OutputRow: Encodable {
    let name: String
    let lossFunction: OutputLoss
    let loss: Double
    let output: Nested
    let target: Nested
    let derivatives: [DerivativeRow]

    init(_ output: Explanation.Output) {
      name = output.values.edge.description
      lossFunction = OutputLoss(output.lossFunction, weight: output.weight)
      loss = output.loss
      self.output = Nested(output.values.elements, output.values.shape)
      switch output.target {
      case .values(let values): target = Nested(values, output.values.shape)
      case .classNumber(let number): target = Nested([Double(number)], [])
      }
      derivatives = output.derivatives.map(DerivativeRow.init)
    }
  }

  private struct LayerRow: Encodable {
    let name: String
    let type: String
    let activation: String?
    let outputs: [Nested]
    let outputGradients: [Nested]?
    let neurons: [NeuronRow]?

    init(_ layer: Explanation.Layer) {
      (name, type, activation) = (layer.name, layer.kind, layer.activation)
      outputs = layer.outputs.map { Nested($0.elements, $0.shape) }
      outputGradients = layer.outputGradients.map { gradients in
        zip(gradients, layer.outputs).map { Nested($0, $1.shape) }
      }
      neurons = layer.neurons.isEmpty ? nil : layer.neurons.map(NeuronRow.init)
    }
  }

  private struct NeuronRow: Encodable {
    let name: String
    let net: Double
    let out: Double
    let errorByOut: DerivativeRow
    let outByNet: DerivativeRow?
    let delta: DerivativeRow

    init(_ neuron: Explanation.Neuron) {
      (name, net, out) = (neuron.name, neuron.net, neuron.out)
      errorByOut = DerivativeRow(neuron.errorByOut)
      outByNet = neuron.outByNet.map(DerivativeRow.init)
      delta = DerivativeRow(neuron.delta)
    }
  }

  private struct ParameterRow: Encodable {
    let value: Nested
    let gradient: Nested
    let numericGradient: Nested
    let updated: Nested

    init(_ parameter: Explanation.Parameter) {
      let shape = parameter.shape
      value = Nested(parameter.value, shape)
      gradient = Nested(parameter.gradient, shape)
      numericGradient = Nested(parameter.numericGradient, shape)
      updated = Nested(parameter.updated, shape)
    }
  }
}
