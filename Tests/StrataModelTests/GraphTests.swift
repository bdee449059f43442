import StrataJSON
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

/// Gives its input twice: y₀ = x, y₁ = −x. It leaves rubbish in the outputs' gradients, as it may.
private struct Split: Layer {
  static let kind = "split"

  func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    return [input, input]
  }

  func forward<T: Real>(_ context: ForwardContext<T>) {
    context.output(0).copy(from: context.input())
    context.arithmetic.scale(context.input(), by: -1, into: context.output(1))
  }

  func backward<T: Real>(_ context: BackwardContext<T>) {
    guard let gradient = context.inputGradient() else { return }
    context.arithmetic.scaledDifference(
      context.outputGradient(0).readOnly, context.outputGradient(1).readOnly, by: 1,
      into: gradient)
    for output in 0..<2 { context.outputGradient(output).fill(7) }
  }
}

/// y = a + b.
private struct Sum: Layer {
  static let kind = "sum"

  func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard inputs.count == 2, inputs[0] == inputs[1] else {
      throw LayerError(Self.kind, expected: "2 inputs of one type", got: "\(inputs)")
    }
    return [inputs[0]]
  }

  func forward<T: Real>(_ context: ForwardContext<T>) {
    context.arithmetic.add(context.input(0), context.input(1), into: context.output())
  }

  func backward<T: Real>(_ context: BackwardContext<T>) {
    for index in 0..<2 {
      context.inputGradient(index)?.copy(from: context.outputGradient().readOnly)
    }
  }
}

@Suite struct GraphTests {
  @Test func layersOfManyInputsAndOutputs() throws {
    try checkLayer(Split(), inputs: [[3]], outputs: [[3], [3]])
    try checkLayer(Sum(), inputs: [[3], [3]], outputs: [[3]])
  }

  /// A value used three times, one of them twice by one node; an output that nobody uses; a node
  /// whose output leads nowhere; a network output that is used inside too.
  @Test func aTangleAgainstCentralDifferences() throws {
    var graph = GraphBuilder()
    let x = graph.input("x", [3])
    let hidden = graph.add(Dense(3, activation: .tanh), to: x)
    let split = graph.add(Split(), to: hidden)
    let twice = graph.add(Sum(), to: hidden, hidden)
    graph.add(Dense(2), to: hidden, name: "nowhere")
    let sum = graph.add(Sum(), to: Edge(split.source, output: 1), twice)
    let out = graph.add(Dense(2), to: sum)
    let more = graph.add(Dense(2), to: out)
    graph.output(out, more)
    let model = try Model(graph.architecture(), seed: 2)
    try checkBackpropagation(of: model, loss: .meanSquaredError)
  }

  /// Three nodes with one set of parameters, the third by way of the second.
  @Test func sharedParameters() throws {
    var graph = GraphBuilder()
    let x = graph.input("x", [3])
    let first = graph.add(Dense(3, activation: .tanh), to: x, name: "first")
    let second = graph.add(
      Dense(3, activation: .tanh), to: first, name: "second", sharingParametersOf: first)
    let third = graph.add(
      Dense(3, activation: .tanh), to: second, name: "third", sharingParametersOf: second)
    graph.output(third)
    let model = try Model(graph.architecture(), seed: 2)
    #expect(model.parameters.map(\.name) == ["first.weight", "first.bias"])
    try checkBackpropagation(of: model, loss: .meanSquaredError)
    #expect(try back(model.architecture) == model.architecture)

    var wrong = GraphBuilder()
    let y = wrong.input("x", [3])
    let a = wrong.add(Dense(2), to: y, name: "a")
    wrong.output(wrong.add(Dense(2), to: a, sharingParametersOf: a))
    let error = #expect(throws: ModelError.self) { try Model(wrong.architecture()) }
    #expect(
      error?.description
        == "node 'dense2': shared parameter 'a.weight': expected [3, 2], got [2, 2]")
  }

  /// The gradient of shared parameters is the sum of what each node would have, from the last to the
  /// first.
  @Test func gradientsOfSharedParametersAddUp() throws {
    func gradients(shared: Bool) throws -> [[Float]] {
      var graph = GraphBuilder()
      let (x, y) = (graph.input("x", [3]), graph.input("y", [3]))
      let one = graph.add(Dense(2, activation: .tanh), to: x, name: "one")
      let two = graph.add(
        Dense(2, activation: .tanh), to: y, name: "two", sharingParametersOf: shared ? one : nil)
      graph.output(one, two)
      var model = try Model(graph.architecture(), seed: 2)
      if !shared {
        for name in ["weight", "bias"] {
          try model.setParameter("two.\(name)", to: #require(model.parameter("one.\(name)")))
        }
      }
      let store = ParameterStore<Float>(shapes: model.parameters.map(\.tensor.shape))
      let plan = try Plan<Float>(
        model.architecture, model.signature(), batch: 70,
        parameters: ParameterStore(model.parameters), gradients: store)
      for index in 0..<2 {
        plan.inputs[index].copy(from: Samples.uniform([70, 3], seed: UInt64(index)))
      }
      try plan.forward(mode: .training)
      for index in 0..<2 {
        plan.outputGradients[index].copy(from: Samples.uniform([70, 2], seed: UInt64(8 + index)))
      }
      try plan.backward()
      return (0..<store.count).map { store[$0].tensor.elements }
    }
    let (shared, alone) = try (gradients(shared: true), gradients(shared: false))
    try #require(shared.count == 2 && alone.count == 4)
    for parameter in 0..<2 {
      #expect(shared[parameter] == zip(alone[parameter + 2], alone[parameter]).map { $0 + $1 })
    }
  }

  /// Bounds that only the second of two nodes asks for would count for nothing.
  @Test func sharedParametersHaveTheBoundsOfTheFirstNode() throws {
    func architecture(_ first: Dense, _ second: Dense) throws -> Architecture {
      var graph = GraphBuilder()
      let x = graph.input("x", [3])
      let one = graph.add(first, to: x, name: "one")
      graph.output(one, graph.add(second, to: x, name: "two", sharingParametersOf: one))
      return try graph.architecture()
    }
    let bounded = Dense(2, penalty: .l1(0.1), constraint: .nonNegative)
    #expect(try Model(architecture(bounded, Dense(2))).parameters.count == 2)
    #expect(try Model(architecture(bounded, bounded)).parameters.count == 2)
    for second in [bounded, Dense(2, penalty: .l2(0.1))] {
      let error = #expect(throws: ModelError.self) { try Model(architecture(Dense(2), second)) }
      #expect(
        error?.description == "node 'two': shared parameter 'one.weight': expected the penalty and "
          + "constraint of the node whose it is, got others")
    }
  }

  /// Inputs of whole numbers say so, in a chain and in any other graph, and layers of numbers refuse
  /// them.
  @Test func inputsOfWholeNumbers() throws {
    let model = try Model(input: [2], dtype: .int32) {
      Embedding(7, units: 3)
      Flatten()
      Dense(1, penalty: Penalty(l1: 0.5, l2: 0.25), constraint: .maxNorm(2))
    }
    let text = String(decoding: try JSONWriter.encode(model.architecture), as: UTF8.self)
    #expect(
      text == #"{"input":[2],"dtype":"int32","layers":[{"embedding":{"count":7,"units":3}},"#
        + #""flatten",{"dense":{"units":1,"penalty":{"l1":0.5,"l2":0.25},"#
        + #""constraint":{"maxNorm":{"limit":2}}}}]}"#)
    #expect(try back(model.architecture) == model.architecture)
    #expect(try model.signature().outputType(ofNode: 0) == ValueType(batchOf: [2, 3]))

    var graph = GraphBuilder()
    let word = graph.input("word", [], dtype: .int32)
    graph.output(graph.add(OneHot(3), to: word), word)
    let architecture = try graph.architecture()
    #expect(
      String(decoding: try JSONWriter.encode(architecture), as: UTF8.self)
        == #"{"inputs":[{"name":"word","shape":[],"dtype":"int32"}],"nodes":["#
        + #"{"name":"oneHot1","inputs":["word"],"oneHot":{"count":3}}],"outputs":["oneHot1","word"]}"#
    )
    #expect(try back(architecture) == architecture)
    // Whole numbers may be an output too.
    let outputs = try Predictor(Model(architecture)).predict([Tensor([2, 0])])
    #expect(outputs.map(\.elements) == [[0, 0, 1, 1, 0, 0], [2, 0]])

    let error = #expect(throws: ModelError.self) {
      try Model(input: [2], dtype: .int32) { Dense(1) }
    }
    #expect(
      error?.description
        == "node 'dense1': dense: expected a float32 input with a batch axis, got int32 [batch, 2]")
  }

  /// Whole numbers have no gradient, also where those of the inputs are asked for.
  @Test func wholeNumbersHaveNoGradient() throws {
    var graph = GraphBuilder()
    let word = graph.input("word", [2], dtype: .int32)
    let numbers = graph.input("numbers", [3])
    let table = graph.add(Flatten(), to: graph.add(Embedding(2, units: 3), to: word))
    let ones = graph.add(Flatten(), to: graph.add(OneHot(2), to: word))
    graph.output(graph.add(Concatenate(), to: table, numbers, ones))
    try checkBackpropagation(
      of: Model(graph.architecture(), seed: 1), loss: .meanSquaredError)

    // Not even where somebody writes what would be one.
    graph.output(word)
    let model = try Model(graph.architecture(), seed: 1)
    let plan = try Plan<Float>(
      model.architecture, model.signature(), batch: 4,
      parameters: ParameterStore(model.parameters),
      gradients: ParameterStore(shapes: model.parameters.map(\.tensor.shape)),
      inputGradients: true)
    #expect(plan.inputGradients.map(\.shape) == [[4, 3]])
    #expect(plan.outputGradients.map(\.shape) == [[4, 13], [4, 2]])
  }

  private func back(_ architecture: Architecture) throws -> Architecture {
    let plugins = try PluginRegistry(LayerPlugins.all + [Split.self, Sum.self])
    return try JSONReader.decode(
      Architecture.self, from: JSONWriter.encode(architecture), userInfo: plugins.userInfo)
  }

  @Test func aChainIsWrittenAsOne() throws {
    let model = try Model(input: [2, 3]) {
      Flatten()
      Dense(4, activation: .leakyReLU(slope: 0.5)).named("hidden")
      ActivationLayer(.relu)
      Dense(1, bias: false, weightInitializer: .heNormal)
    }
    let text = String(decoding: try JSONWriter.encode(model.architecture), as: UTF8.self)
    #expect(
      text == #"{"input":[2,3],"layers":["flatten",{"dense":{"units":4,"activation":"#
        + #"{"leakyReLU":{"slope":0.5}}},"name":"hidden"},{"activation":{"function":"relu"}},"#
        + #"{"dense":{"units":1,"bias":false,"weightInitializer":"heNormal"}}]}"#)
    #expect(try back(model.architecture) == model.architecture)
  }

  @Test func anyOtherGraphIsWrittenByName() throws {
    var graph = GraphBuilder()
    let (a, b) = (graph.input("a", [2]), graph.input("b", [2]))
    let split = graph.add(Split(), to: a)
    graph.output(graph.add(Sum(), to: Edge(split.source, output: 1), b))
    let architecture = try graph.architecture()
    let text = String(decoding: try JSONWriter.encode(architecture), as: UTF8.self)
    #expect(
      text == #"{"inputs":[{"name":"a","shape":[2]},{"name":"b","shape":[2]}],"nodes":["#
        + #"{"name":"split1","inputs":["a"],"split":{}},"#
        + #"{"name":"sum1","inputs":["split1:1","b"],"sum":{}}],"outputs":["sum1"]}"#)
    #expect(try back(architecture) == architecture)
  }

  @Test(arguments: [
    (#"{"input":[2],"layers":[]}"#, "network: expected a layer, got none"),
    (
      #"{"inputs":[],"nodes":[],"outputs":["a"]}"#, "network: expected an input, got none"
    ),
    (
      #"{"inputs":[{"name":"a","shape":[2]}],"nodes":[],"outputs":[]}"#,
      "network: expected an output, got none"
    ),
    (
      #"{"inputs":[{"name":"a","shape":[2]}],"nodes":[],"outputs":["b"]}"#,
      "network: expected outputs that are nodes or inputs, got 'b', which is not there"
    ),
    (
      #"{"inputs":[{"name":"a","shape":[2]}],"nodes":[{"name":"a","inputs":["a"],"flatten":{}}],"#
        + #""outputs":["a"]}"#, "network: expected each name once, got 'a' twice"
    ),
    (
      #"{"inputs":[{"name":"a b","shape":[2]}],"nodes":[],"outputs":["a b"]}"#,
      "network: expected names of 1 to 128 letters, digits, '_', '-', '/' or '.', got 'a b'"
    ),
    (
      #"{"inputs":[{"name":"a\u001b[2J","shape":[2]}],"nodes":[],"outputs":["a"]}"#,
      "network: expected names of 1 to 128 letters, digits, '_', '-', '/' or '.', got 'a\\u{1b}[2J'"
    ),
    (
      #"{"inputs":[{"name":"a","shape":[2]}],"nodes":[{"name":"b","inputs":["c"],"flatten":{}},"#
        + #"{"name":"c","inputs":["a"],"flatten":{}}],"outputs":["b"]}"#,
      "network: expected node 'b' to take its inputs from before it, got 'c', which is not there"
    ),
    (
      #"{"inputs":[{"name":"a","shape":[2]}],"nodes":[{"name":"b","inputs":["a:1"],"flatten":{}}],"#
        + #""outputs":["b"]}"#,
      "network: expected node 'b' to take an output that there is, got 'a:1'"
    ),
    (
      #"{"inputs":[{"name":"a","shape":[2]}],"nodes":[{"name":"b","inputs":["a"],"dense":"#
        + #"{"units":2},"parameters":"c"}],"outputs":["b"]}"#,
      "network: expected node 'b' to share the parameters of a node before it, got 'c', which is not there"
    ),
    (
      #"{"inputs":[{"name":"a","shape":[2],"dtype":"int32"}],"nodes":[{"name":"b","inputs":["a"],"#
        + #""flatten":{}}],"outputs":["b"]}"#,
      "node 'b': flatten: expected a float32 input with a batch axis, got int32 [batch, 2]"
    ),
    (
      #"{"inputs":[{"name":"a","shape":[2]}],"nodes":[],"outputs":["a","a"]}"#,
      "network: expected each output once, got a, a"
    ),
  ])
  func whatIsNoNetworkIsRefused(_ text: String, _ message: String) throws {
    let plugins = try PluginRegistry(LayerPlugins.all)
    let error = #expect(throws: ModelError.self) {
      try Model(
        JSONReader.decode(
          Architecture.self, from: Array(text.utf8), userInfo: plugins.userInfo))
    }
    #expect(error?.description == message)
  }
}
