import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor

extension ExplanationRun {
  /// The neurons of a dense layer: where their sums and outputs are.
  private struct Neurons {
    let index: Int
    /// Where out stands.
    let edge: Edge
    let function: any Activation
    /// The sums, in memory of their own.
    let net: MutableTensorView<Double>
    /// What to write out to when net changed.
    let out: MutableTensorView<Double>
    /// What must be computed again then.
    let behind: [Int]
  }

  /// Every node's part in the step.
  func layers(_ checks: ExplanationChecks) throws(TrainingError) -> [Explanation.Layer] {
    var layers: [Explanation.Layer] = []
    for (index, node) in model.architecture.nodes.enumerated() {
      let edges = walk.outputTypes(ofNode: index).indices.map { Edge(node.name, output: $0) }
      let neurons = try neurons(index)
      layers.append(
        Explanation.Layer(
          name: node.name, kind: node.layer.kind, inputs: node.inputs,
          parameters: walk.parameters(ofNode: index).map { model.parameters[$0].name },
          outputs: edges.map(values),
          outputGradients: walk.isOnTheWayBack(node: index)
            ? edges.map { walk.gradient($0).tensor.elements } : nil,
          neurons: try neurons.map { neurons throws(TrainingError) in
            try explain(neurons, checks)
          } ?? [],
          activation: neurons.map { type(of: $0.function).kind }, neuronOutput: neurons?.edge))
    }
    return layers
  }

  /// The neurons of a node, if it is a dense layer.
  private func neurons(_ index: Int) throws(TrainingError) -> Neurons? {
    let node = model.architecture.nodes[index]
    guard let dense = (try? node.layer.resolved()) as? Dense,
      let own = try? dense.activation.resolved()
    else { return nil }
    let edge = Edge(node.name)
    let net = Buffer<Double>(count: walk.value(edge).count).view(walk.value(edge).shape)
    try run { () throws(ModelError) in
      try walk.forward(
        Dense(dense.units, bias: dense.hasBias), inPlaceOf: index, into: [net])
    }
    var (function, out) = (own, edge)
    if own is Identity, let (name, next) = activation(behind: edge) {
      (function, out) = (next, Edge(name))
    }
    return Neurons(
      index: index, edge: out, function: function, net: net, out: walk.value(out),
      behind: walk.nodes(after: [out]))
  }

  /// The activation layer that alone takes what stands on an edge.
  private func activation(behind edge: Edge) -> (name: String, any Activation)? {
    guard !model.architecture.outputs.contains(edge) else { return nil }
    let readers = model.architecture.nodes.filter { $0.inputs.contains(edge) }
    guard readers.count == 1, readers[0].inputs == [edge],
      let layer = (try? readers[0].layer.resolved()) as? ActivationLayer,
      let function = try? layer.function.resolved()
    else { return nil }
    return (readers[0].name, function)
  }

  private func explain(
    _ neurons: Neurons, _ checks: ExplanationChecks
  ) throws(TrainingError) -> [Explanation.Neuron] {
    let (net, out) = (neurons.net.tensor.elements, neurons.out.tensor.elements)
    let errorByOut = walk.gradient(neurons.edge)
    let (slopes, numericSlopes) = slopes(neurons)
    let delta = room(neurons)
    applyGradient(neurons, errorByOut.readOnly, into: delta)
    let names = values(Edge(model.architecture.nodes[neurons.index].name))
    let (own, units) = (walk.parameters(ofNode: neurons.index), neurons.net.shape.columns)

    var explained: [Explanation.Neuron] = []
    for element in net.indices {
      let name = names.name(of: element)
      let isChecked = checks.containsNeuron(name, own, unit: element % units, of: units)
      func numeric(
        _ numbers: MutableTensorView<Double>, after first: () -> Void = {}
      ) throws(TrainingError) -> Double? {
        try isChecked ? check(numbers, element, neurons.behind, after: first) : nil
      }
      explained.append(
        Explanation.Neuron(
          name: name, net: net[element], out: out[element],
          errorByOut: Explanation.Derivative(
            errorByOut[element], check: try numeric(neurons.out)),
          outByNet: slopes.map {
            Explanation.Derivative($0[element], check: isChecked ? numericSlopes[element] : nil)
          },
          delta: Explanation.Derivative(
            delta[element], check: try numeric(neurons.net) { apply(neurons) })))
    }
    return explained
  }

  private func room(_ neurons: Neurons) -> MutableTensorView<Double> {
    Buffer(count: neurons.net.count).view(neurons.net.shape)
  }

  /// out = f(net).
  private func apply(_ neurons: Neurons) {
    neurons.function.forward(neurons.net.readOnly, into: neurons.out, Arithmetic<Double>())
  }

  /// dy · ∂out/∂net.
  private func applyGradient(
    _ neurons: Neurons, _ dy: TensorView<Double>, into dx: MutableTensorView<Double>
  ) {
    let (net, out) = (neurons.net.readOnly, neurons.out.readOnly)
    neurons.function.backward(
      x: neurons.function.needsInput ? net : out, y: out, dy: dy, into: dx, Arithmetic<Double>())
  }

  /// f′(net) for each neuron, and the same by central differences; none where f is not a function of
  /// one number.
  private func slopes(
    _ neurons: Neurons
  ) -> (slopes: MutableTensorView<Double>?, numeric: [Double]) {
    guard isElementwise(neurons.function, units: neurons.net.shape.columns) else {
      return (nil, [])
    }
    let (ones, slopes) = (room(neurons), room(neurons))
    ones.fill(1)
    applyGradient(neurons, ones.readOnly, into: slopes)
    let (x, above, below) = (room(neurons), room(neurons), room(neurons))
    let moves = (0..<x.count).map { CentralDifference(at: neurons.net[$0]) }
    for (index, move) in moves.enumerated() { x[index] = move.above }
    neurons.function.forward(x.readOnly, into: above, Arithmetic<Double>())
    for (index, move) in moves.enumerated() { x[index] = move.below }
    neurons.function.forward(x.readOnly, into: below, Arithmetic<Double>())
    return (slopes, moves.indices.map { moves[$0].quotient(above[$0], below[$0]) })
  }

  /// Whether each output of a function depends on its own input alone: whether the others stay as they
  /// are when one input moves. Functions with a kernel of their own do not say.
  private func isElementwise(_ function: any Activation, units: Int) -> Bool {
    if function is any ElementwiseActivation { return true }
    let shape: Shape = [1, max(units, 2)]
    let (x, y) = (Buffer<Double>(count: shape.count), Buffer<Double>(count: shape.count))
    for element in 0..<shape.count { x.view(shape)[element] = Double(element % 7) / 8 - 0.375 }
    func values() -> [Double] {
      function.forward(x.view(shape).readOnly, into: y.view(shape), Arithmetic<Double>())
      return y.view(shape).tensor.elements
    }
    let before = values()
    return [0, shape.count - 1].allSatisfy { moved in
      let value = x.view(shape)[moved]
      x.view(shape)[moved] = value + 0.5
      let after = values()
      x.view(shape)[moved] = value
      return before.indices.allSatisfy { $0 == moved || before[$0] == after[$0] }
    }
  }
}
