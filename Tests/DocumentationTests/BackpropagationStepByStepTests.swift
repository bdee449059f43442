import Strata
import Testing

@Suite struct BackpropagationStepByStepTests {
  @Test func snippets() throws {
    var printed: [String] = []
    func print(_ values: Any...) { printed.append(values.map { "\($0)" }.joined(separator: " ")) }

    let first = try GivenValues(rows: [[0.15, 0.25], [0.20, 0.30]])
    let second = try GivenValues(rows: [[0.40, 0.50], [0.45, 0.55]])
    let model = try Model(input: [2]) {
      Dense(
        2, activation: .sigmoid, weightInitializer: first,
        biasInitializer: GivenValues([0.35, 0.35]))
      Dense(
        2, activation: .sigmoid, weightInitializer: second,
        biasInitializer: GivenValues([0.60, 0.60]))
    }
    let data = try Dataset(
      inputs: Tensor(shape: [1, 2], elements: [0.05, 0.10]),
      targets: .values(Tensor(shape: [1, 2], elements: [0.01, 0.99])))

    let step = try Explanation(
      model, loss: .meanSquaredError, data: data, row: 0, learningRate: 0.5)

    func nine(_ x: Double) -> Double { (x * 1e9).rounded() / 1e9 }

    for neuron in step.layers.flatMap(\.neurons) {
      print(neuron.name, nine(neuron.net), nine(neuron.out))
    }
    print("E", nine(step.loss))

    let weight = try step.weight(at: Explanation.Place("dense2.weight", [0, 0]))
    let link = weight.links[0]
    if let outByNet = link.neuron.outByNet {
      print(
        nine(link.neuron.errorByOut.value), "·", nine(outByNet.value), "·",
        nine(link.netByWeight.value))
    }
    print("=", nine(weight.gradient.value), "and", weight.value, "becomes", nine(weight.updated))

    let hidden = step.layers[0]
    for term in step.terms(behind: 0, of: hidden) ?? [] {
      print(term.neuron.name, nine(term.neuron.delta.value), "·", term.weight)
    }
    print("∂E/∂out", nine(hidden.neurons[0].errorByOut.value))
    print("δ", nine(hidden.neurons[0].delta.value))

    for parameter in step.parameters { print(parameter.name, parameter.updated.map(nine)) }
    print("E", nine(step.loss), "→", nine(step.updatedLoss))

    let trainer = try Trainer(
      model, loss: .meanSquaredError, optimizer: .sgd(learningRate: 0.5), batchSize: 1)
    try trainer.fit(data, epochs: 1)
    for name in ["dense1.weight", "dense2.weight"] {
      print(trainer.model.parameter(name)?.elements ?? [])
    }

    var furthest = 0.0
    for parameter in step.parameters {
      for (gradient, check) in zip(parameter.gradient, parameter.numericGradient) {
        if let check { furthest = max(furthest, abs(gradient - check)) }
      }
    }
    print(furthest < 1e-10)

    // The last text is what modeltool writes: its own tests compare it.
    let shown = try Article("Articles/BackpropagationStepByStep.md").texts(in: "text").dropLast()
    #expect(shown.count == 6)
    #expect(printed.joined(separator: "\n") == shown.joined(separator: "\n"))
  }
}
