import Foundation
import StrataData
import StrataJSON
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

@Suite struct ExplanationTests {
  // MARK: - By hand

  /// Two inputs, two hidden and two output neurons; sigmoid.
  private func textbook(rate: Double = 0.5) throws -> Explanation {
    let first = try GivenValues(rows: [[0.15, 0.25], [0.2, 0.3]])
    let second = try GivenValues(rows: [[0.4, 0.5], [0.45, 0.55]])
    let model = try Model(input: [2]) {
      Dense(
        2, activation: .sigmoid, weightInitializer: first,
        biasInitializer: GivenValues([0.35, 0.35]))
      Dense(
        2, activation: .sigmoid, weightInitializer: second,
        biasInitializer: GivenValues([0.6, 0.6]))
    }
    let data = try Dataset(
      inputs: Tensor(shape: [1, 2], elements: [0.05, 0.1]),
      targets: .values(Tensor(shape: [1, 2], elements: [0.01, 0.99])))
    return try Explanation(model, loss: .meanSquaredError, data: data, learningRate: rate)
  }

  private func near(
    _ got: [Double], _ expected: [Double], _ tolerance: Double = 5e-10,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(got.count == expected.count, sourceLocation: location)
    for (got, expected) in zip(got, expected) {
      #expect(
        (got - expected).magnitude <= tolerance, "\(got), not \(expected)",
        sourceLocation: location)
    }
  }

  /// The numbers of a textbook's example, to the nine digits that it prints.
  @Test func numbersOfATextbook() throws {
    let e = try textbook()
    let (hidden, out) = (e.layers[0].neurons, e.layers[1].neurons)
    near(hidden.map(\.net), [0.3775, 0.3925])
    near(hidden.map(\.out), [0.593269992, 0.596884378])
    near(out.map(\.net), [1.105905967, 1.224921404])
    near(out.map(\.out), [0.751365070, 0.772928465])
    near(
      [e.loss, e.halfSquaredError ?? 0, e.halfSquaredErrorFactor ?? 0],
      [0.298371109, 0.298371109, 1])

    near(out.map(\.errorByOut.value), [0.741365070, -0.217071535])
    near(out.compactMap(\.outByNet?.value), [0.186815602, 0.175510053])
    near(out.map(\.delta.value), [0.138498562, -0.038098237])
    near(hidden.map(\.errorByOut.value), [0.036350306, 0.041370323])
    near(hidden.compactMap(\.outByNet?.value), [0.241300709, 0.240613417])

    let last = try #require(e.parameter("dense2.weight"))
    near(last.gradient, [0.082167041, -0.022602540, 0.082667628, -0.022740242])
    near(last.updated, [0.358916480, 0.511301270, 0.408666186, 0.561370121])
    let first = try #require(e.parameter("dense1.weight"))
    near(first.gradient, [0.000438568, 0.000497713, 0.000877135, 0.000995425])
    near(first.updated, [0.149780716, 0.249751144, 0.199561432, 0.299502287])
    #expect(first.value == [0.15, 0.25, 0.2, 0.3])
  }

  @Test func everyDerivativeHasItsCheck() throws {
    let e = try textbook()
    for parameter in e.parameters {
      near(parameter.numericGradient.compactMap(\.self), parameter.gradient, 1e-10)
    }
    let derivatives =
      e.layers.flatMap(\.neurons).flatMap { [$0.errorByOut, $0.outByNet, $0.delta] }
      .compactMap(\.self) + e.outputs.flatMap(\.derivatives)
    #expect(derivatives.count == 4 * 3 + 2)
    for derivative in derivatives {
      near([try #require(derivative.check)], [derivative.value], 1e-10)
    }
  }

  @Test func theWayToAWeight() throws {
    let e = try textbook()
    let weight = try e.weight(at: Explanation.Place("dense1.weight", [1, 0]))
    #expect(weight.value == 0.2 && weight.links.count == 1)
    let link = weight.links[0]
    #expect(link.neuron.name == "dense1[0]" && link.source == "input[1]")
    near([link.netByWeight.value, link.netByWeight.check ?? 0], [0.1, 0.1], 1e-10)
    let product =
      link.neuron.errorByOut.value * (link.neuron.outByNet?.value ?? 0) * link.netByWeight.value
    near([product], [weight.gradient.value], 1e-15)

    // δ of the last layer, reused.
    let terms = try #require(e.terms(behind: 0, of: e.layers[0]))
    #expect(terms.map(\.neuron.name) == ["dense2[0]", "dense2[1]"])
    #expect(terms.map(\.weight) == [0.4, 0.5])
    #expect(terms.map(\.place.description) == ["dense2.weight[0,0]", "dense2.weight[0,1]"])
    near(
      [terms.reduce(0) { $0 + $1.neuron.delta.value * $1.weight }],
      [link.neuron.errorByOut.value], 1e-15)
    #expect(e.terms(behind: 0, of: e.layers[1]) == nil)

    let bias = try e.weight(at: Explanation.Place("dense2.bias", [1]))
    #expect(bias.links.map(\.source) == [nil] && bias.links[0].netByWeight.value == 1)
    near([bias.links[0].netByWeight.check ?? 0], [1], 1e-10)
  }

  /// A trainer takes the same step, in Float.
  @Test func theTrainerTakesTheSameStep() throws {
    let data = try Fixtures.values(6)
    let model = try Model(input: [4], seed: 2) {
      Dense(5, activation: .gelu)
      ActivationLayer(.tanh)
      Dense(2, bias: false)
    }
    let e = try Explanation(
      model, loss: .meanSquaredError, data: data, row: 4, learningRate: 0.25)
    let trainer = try Trainer(
      model, loss: .meanSquaredError, optimizer: .sgd(learningRate: 0.25), batchSize: 1)
    let record = try trainer.fit(data.rows([4]), epochs: 1)
    #expect((record[0].loss - e.loss).magnitude < 1e-6)
    for (parameter, trained) in zip(e.parameters, trainer.model.parameters) {
      #expect(parameter.name == trained.name)
      near(trained.tensor.elements.map { Double($0) }, parameter.updated, 1e-6)
    }
    let after = try Evaluator(trainer.model, loss: .meanSquaredError).evaluate(data.rows([4]))
    #expect((after.loss - e.updatedLoss).magnitude < 1e-6)
  }

  // MARK: - By PyTorch

  private struct Vectors: Decodable {
    struct Parameter: Decodable {
      let value: [Double]
      let gradient: [Double]
      let updated: [Double]
    }
    struct Case: Decodable {
      let name: String
      let network: Architecture
      let loss: String
      let input: [Float]
      let `class`: Int32?
      let target: [Float]?
      let buffers: [String: [Double]]
      let error: Double
      let updatedError: Double
      let parameters: [String: Parameter]
    }
    let torch: String
    let numpy: String
    let learningRate: Double
    let cases: [Case]
  }

  /// What autograd makes of the same networks; `Vectors/explanation.py` wrote it.
  @Test(
    arguments: [
      "mean squared error", "classes", "softmax in the network", "what is different in training",
      "rows and shared weights",
    ])
  func autograd(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: "Vectors/explanation", withExtension: "json"))
    let plugins = try PluginRegistry(LayerPlugins.all + LossPlugins.all)
    let vectors = try JSONReader.decode(
      Vectors.self, from: Array(try Data(contentsOf: url)), userInfo: plugins.userInfo)
    let expected = try #require(vectors.cases.first { $0.name == name })
    #expect(vectors.cases.count == 5)
    var model = try Model(expected.network)
    let given = expected.parameters.mapValues(\.value).merging(expected.buffers) { a, _ in a }
    #expect(Set(given.keys) == Set(model.parameters.map(\.name)))
    for parameter in model.parameters {
      try model.setParameter(
        parameter.name,
        to: Tensor(
          shape: parameter.tensor.shape,
          elements: try #require(given[parameter.name]).map { Float($0) }))
    }
    let shape = model.architecture.inputs[0].type.sample.compactMap(\.length)
    let targets: Targets =
      if let label = expected.class {
        .classes([label])
      } else {
        .values(
          try Tensor(
            shape: [1, try #require(expected.target).count], elements: expected.target ?? []))
      }
    let loss = try #require(try plugins.plugin(.loss, kind: expected.loss) as? any Loss)
    let e = try Explanation(
      model, loss: loss,
      data: Dataset(
        inputs: Tensor(shape: Shape([1] + shape), elements: expected.input), targets: targets),
      learningRate: vectors.learningRate)

    near([e.loss, e.updatedLoss], [expected.error, expected.updatedError], 1e-12)
    #expect(e.parameters.map(\.name) == model.parameters.filter(\.isTrainable).map(\.name))
    for parameter in e.parameters {
      let right = try #require(expected.parameters[parameter.name])
      near(parameter.value, right.value, 1e-15)
      near(parameter.gradient, right.gradient, 1e-13)
      near(parameter.updated, right.updated, 1e-13)
      near(parameter.numericGradient.compactMap(\.self), right.gradient, 1e-8)
      // Every factor of every chain makes up the derivative.
      for (element, place) in parameter.places.enumerated() {
        let links = try e.weight(at: place).links
        guard !links.isEmpty else { continue }
        let sum = links.reduce(0) { $0 + $1.neuron.delta.value * $1.netByWeight.value }
        near([sum], [right.gradient[element]], 1e-13)
        for link in links { near([link.netByWeight.check ?? 0], [link.netByWeight.value], 1e-9) }
      }
    }
  }

  // MARK: - By differences

  /// Any layer, any loss; what is checked is near, at seeds that nobody chose.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func randomNetworks(_ seed: UInt64) throws {
    let model = try Model(input: [2, 3], seed: seed) {
      Rescaling(scale: 0.5, offset: 0.1)
      Dense(4)
      ActivationLayer(.tanh)
      Flatten()
      Normalization()
      Dense(6, activation: .gelu)
      Dropout(0.3)
      BatchNorm()
      Reshape([3, 2])
      Dense(5, activation: .softmax)
      Flatten()
      Dense(3, activation: .sigmoid)
    }
    let inputs = Samples.uniform([2, 2, 3], seed: seed)
    let targets = Samples.uniform([2, 3], in: 0.1...0.9, seed: seed &+ 1)
    let losses: [any Loss] = [
      .meanSquaredError, .binaryCrossEntropy, .meanAbsoluteError, .softmaxCrossEntropy,
    ]
    let e = try Explanation(
      model, loss: losses[Int(seed) - 1],
      data: Dataset(inputs: inputs, targets: .values(targets)), row: 1, learningRate: 0.1)
    for parameter in e.parameters {
      near(parameter.numericGradient.compactMap(\.self), parameter.gradient, 1e-8)
    }
    for neuron in e.layers.flatMap(\.neurons) {
      for derivative in [neuron.errorByOut, neuron.delta] {
        near([try #require(derivative.check)], [derivative.value], 1e-8)
      }
      #expect((neuron.outByNet == nil) == neuron.name.hasPrefix("dense3"))
    }
    // A dense layer's function may stand behind it.
    #expect(e.layers[1].activation == "tanh" && e.layers[1].neuronOutput == Edge("activation1"))
    #expect(e.layer("dense1")?.neurons.count == 8)
    #expect(e.updatedLoss < e.loss)
  }

  /// A value that goes to two nodes, and two outputs with losses of their own.
  @Test func graphs() throws {
    var graph = GraphBuilder()
    let x = graph.input("x", [3])
    let hidden = graph.add(Dense(4, activation: .tanh), to: x, name: "hidden")
    let mean = graph.add(Dense(2), to: hidden, name: "mean")
    let kind = graph.add(Dense(3), to: hidden, name: "kind")
    graph.output(mean, kind)
    let model = try Model(graph.architecture(), seed: 3)
    let e = try Explanation(
      model, losses: [(MeanSquaredError(), 0.5), (SoftmaxCrossEntropy(), 2)],
      data: Dataset(
        inputs: [Samples.uniform([1, 3], seed: 5)],
        targets: [.values(Samples.uniform([1, 2], seed: 6)), .classes([2])]),
      learningRate: 0.1)
    near([e.loss], [0.5 * e.outputs[0].loss + 2 * e.outputs[1].loss], 1e-15)
    #expect(e.halfSquaredError == nil)
    #expect(e.outputs[1].target == .classNumber(2))
    for parameter in e.parameters {
      near(parameter.numericGradient.compactMap(\.self), parameter.gradient, 1e-9)
    }
    #expect(e.terms(behind: 0, of: try #require(e.layer("hidden"))) == nil)
  }

  /// Whole numbers have no derivative; what stands for them has.
  @Test func wholeNumbers() throws {
    let model = try Model(input: [3], dtype: .int32, seed: 2) {
      Embedding(4, units: 2)
      AlphaDropout(0.25)
      GaussianNoise(0.5)
      Flatten()
      Dense(2, activation: .gelu)
    }
    let e = try Explanation(
      model, loss: .meanSquaredError,
      data: Dataset(
        inputs: Tensor(shape: [1, 3], elements: [2, 0, 2]),
        targets: .values(Tensor(shape: [1, 2], elements: [1, -1]))), learningRate: 0.1)
    #expect(e.parameters.map(\.name) == ["embedding1.weight", "dense1.weight", "dense1.bias"])
    for parameter in e.parameters {
      near(parameter.numericGradient.compactMap(\.self), parameter.gradient, 1e-9)
    }
    // The rows that no number names.
    #expect(e.parameters[0].gradient[2...3] == [0, 0] && e.parameters[0].gradient[6...] == [0, 0])
    #expect(e.parameters[0].gradient[0...1].allSatisfy { $0 != 0 })
  }

  @Test func halfTheSquares() throws {
    let model = try Model(input: [4], seed: 2) { Dense(2) }
    let data = try Fixtures.values(3)
    let e = try Explanation(model, loss: .meanSquaredError, data: data, learningRate: 0.1)
    guard case .values(let targets) = e.outputs[0].target else {
      Issue.record("no values")
      return
    }
    let squares = zip(targets, e.outputs[0].values.elements).map { ($0 - $1) * ($0 - $1) }
    near([e.halfSquaredError ?? 0], [squares.reduce(0, +) / 2], 1e-14)
    near([e.loss], [squares.reduce(0, +) / 2], 1e-14)
    let one = try Model(input: [4], seed: 2) { Dense(1) }
    let single = try Dataset(
      inputs: Samples.uniform([1, 4]), targets: .values(Tensor(shape: [1, 1], elements: [3])))
    let half = try Explanation(one, loss: .meanSquaredError, data: single, learningRate: 0.1)
    #expect(half.halfSquaredErrorFactor == 0.5 && half.halfSquaredError == half.loss / 2)
    let other = try Explanation(one, loss: .meanAbsoluteError, data: single, learningRate: 0.1)
    #expect(other.halfSquaredError == nil && other.halfSquaredErrorFactor == nil)
  }

  /// Standardised targets are compared as the network learns them.
  @Test func scaledTargets() throws {
    var model = try Model(input: [2], seed: 2) { Dense(1) }
    model.preparation = try Preparation(
      input: .array(scale: 1, offset: 0),
      target: .numbers([NumberTarget("price", mean: 100, deviation: 50)]))
    let data = try Dataset(
      inputs: Samples.uniform([1, 2]), targets: .values(Tensor(shape: [1, 1], elements: [225])))
    let e = try Explanation(model, loss: .meanSquaredError, data: data, learningRate: 0.1)
    #expect(e.outputs[0].target == .values([2.5]))
    #expect(throws: TrainingError.self) {
      try Explanation(model, loss: .sigmoidCrossEntropy, data: data, learningRate: 0.1)
    }
  }

  // MARK: - What is checked, and what is refused

  @Test func someChecks() throws {
    let model = try Fixtures.network()
    let data = try Fixtures.classes(3)
    let places = [
      Explanation.Place("dense1.weight", [3, 5]), Explanation.Place("batchNorm1.gain", [2]),
    ]
    let all = try Explanation(model, loss: .softmaxCrossEntropy, data: data, learningRate: 0.1)
    let some = try Explanation(
      model, loss: .softmaxCrossEntropy, data: data, learningRate: 0.1,
      checks: .only(places, neurons: ["dense3[1]"]))
    for (a, b) in zip(all.parameters, some.parameters) {
      #expect(a.gradient == b.gradient && a.updated == b.updated)
      for (index, place) in a.places.enumerated() {
        #expect(
          b.numericGradient[index] == (places.contains(place) ? a.numericGradient[index] : nil))
      }
    }
    let checked = some.layers.flatMap(\.neurons).filter { $0.delta.check != nil }
    #expect(checked.map(\.name) == ["dense1[5]", "dense3[1]"])
    #expect(some.outputs[0].derivatives.allSatisfy { $0.check == nil })
  }

  @Test func theLargestGradients() throws {
    let e = try textbook()
    let weight = try #require(e.parameter("dense2.weight"))
    #expect(weight.largest(2).map(\.description) == ["dense2.weight[1,0]", "dense2.weight[0,0]"])
    #expect(weight.largest(9).count == 4 && weight.largest(0).isEmpty)
  }

  @Test(
    arguments: [
      ("dense1.weight[0,3]", ["dense1.weight", "0", "3"]), ("b[0]", ["b", "0"]),
      ("a/b.c[12, 7,0]", ["a/b.c", "12", "7", "0"]), ("dense1.weight", nil), ("w[]", nil),
      ("[0]", nil), ("w[0", nil), ("w[-1]", nil), ("w[a]", nil), ("w[1,]", nil), ("w[1]x", nil),
      ("", nil),
    ] as [(String, [String]?)])
  func placesAsText(_ text: String, _ parts: [String]?) {
    let place = Explanation.Place(text)
    #expect(place.map { [$0.parameter] + $0.index.map(String.init) } == parts)
    if let place { #expect(Explanation.Place(place.description) == place) }
  }

  @Test func whatCannotBeIsRefused() throws {
    let model = try Model(input: [4], seed: 2) { Dense(3) }
    let data = try Fixtures.classes(3)
    func message(
      _ loss: any Loss = .softmaxCrossEntropy, row: Int = 0, rate: Double = 0.1,
      places: [Explanation.Place] = []
    ) -> String? {
      #expect(throws: TrainingError.self) {
        try Explanation(
          model, loss: loss, data: data, row: row, learningRate: rate, checks: .only(places))
      }?.description
    }
    #expect(message(row: 3) == "row: expected a number from 0 to 2, got 3")
    #expect(message(row: -1) == "row: expected a number from 0 to 2, got -1")
    #expect(message(rate: 0) == "learning rate: expected a number over 0, got 0.0")
    #expect(
      message(.meanSquaredError)
        == "meanSquaredError: expected targets that are numbers, got class labels")
    #expect(
      message(places: [.init("dense.weight", [0, 0])])
        == "weight: expected one of dense1.weight, dense1.bias, got 'dense.weight'")
    #expect(
      message(places: [.init("dense1.weight", [0, 3])])
        == "weight: expected a place from dense1.weight[0,0] to dense1.weight[3,2], got "
        + "dense1.weight[0,3]")
    #expect(
      message(places: [.init("dense1.bias", [0, 0])])
        == "weight: expected a place from dense1.bias[0] to dense1.bias[2], got dense1.bias[0,0]")
  }

  @Test func anErrorThatIsNotFiniteIsRefused() throws {
    let huge = try GivenValues(rows: [[3e38]])
    let model = try Model(input: [1]) {
      for _ in 0..<9 { Dense(1, weightInitializer: huge) }
    }
    let data = try Dataset(
      inputs: Tensor(shape: [1, 1], elements: [3e38]),
      targets: .values(Tensor(shape: [1, 1], elements: [0])))
    let error = #expect(throws: TrainingError.self) {
      try Explanation(model, loss: .meanSquaredError, data: data, learningRate: 0.1)
    }
    #expect(error?.description == "data: expected a finite error, got inf")
  }
}
