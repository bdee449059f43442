package import StrataLayers
package import StrataTensor

/// A network in inference, node by node and in Double, where every value, every gradient and every
/// parameter stays where it can be looked at and changed: for explanations and for checks. What is
/// fast is a ``Plan``.
///
/// The way back gives the derivatives of inference: random layers drew nothing, and statistics that
/// run along are constants.
package final class Walk {
  /// A node with its views.
  private struct Stop {
    let node: Node
    let layer: any Layer
    /// Where its parameters stand in the store.
    let parameters: [Int]
    let outputs: [MutableTensorView<Double>]
    let saved: [MutableTensorView<Double>]
    let context: ForwardContext<Double>
    /// Whether the way back goes through it.
    let isOnTheWayBack: Bool
  }

  /// The parameters' values, as the model has them at first.
  package let parameters: ParameterStore<Double>
  /// The parameters' gradients, as the last ``backward()`` left them; 0 for those not trained.
  package let gradients: ParameterStore<Double>
  private let signature: Signature
  private let outputEdges: Set<Edge>
  /// The values that a trained parameter, or an input whose gradient is wanted, has a part in; whole
  /// numbers have no gradient.
  private var edgesOnTheWayBack: Set<Edge> = []
  private let arithmetic = Arithmetic<Double>()
  private var stops: [Stop] = []
  private var values: [Edge: MutableTensorView<Double>] = [:]
  private var valueGradients: [Edge: MutableTensorView<Double>] = [:]

  /// Lays a network out.
  /// - Parameters:
  ///   - model: The network with the values to compute with.
  ///   - batch: The number of samples.
  ///   - wantsInputGradients: Whether the way back goes to the inputs of `float32`.
  /// - Throws: ``ModelError`` for a layer of an unknown kind, and where memory or a length is missing.
  package init(
    _ model: Model, batch: Int = 1, inputGradients wantsInputGradients: Bool = false
  ) throws(ModelError) {
    let architecture = model.architecture
    signature = try model.signature()
    parameters = ParameterStore(model.parameters)
    gradients = ParameterStore(shapes: model.parameters.map(\.tensor.shape))
    outputEdges = Set(architecture.outputs)
    for input in architecture.inputs {
      let edge = Edge(input.name)
      try addValue(edge, input.type, at: input.name, batch)
      if wantsInputGradients, input.type.dtype == .float32 { edgesOnTheWayBack.insert(edge) }
    }
    for (index, node) in architecture.nodes.enumerated() {
      let part = signature.nodes[index]
      for (output, type) in part.outputs.enumerated() {
        try addValue(Edge(node.name, output: output), type, at: node.name, batch)
      }
      var saved: [MutableTensorView<Double>] = []
      for type in part.saved { saved.append(try Self.memory(type, at: node.name, batch)) }
      let outputs = part.outputs.indices.map { value(Edge(node.name, output: $0)) }
      let trains = part.parameters.contains { signature.parameters[$0].isTrained }
      let isOnTheWayBack = trains || node.inputs.contains(where: edgesOnTheWayBack.contains)
      for (output, type) in part.outputs.enumerated()
      where isOnTheWayBack && type.dtype == .float32 {
        edgesOnTheWayBack.insert(Edge(node.name, output: output))
      }
      stops.append(
        Stop(
          node: node, layer: part.layer, parameters: part.parameters, outputs: outputs,
          saved: saved,
          context: context(
            node, part.parameters, outputs: outputs, saved: saved),
          isOnTheWayBack: isOnTheWayBack))
    }
  }

  private func addValue(
    _ edge: Edge, _ type: ValueType, at node: String, _ batch: Int
  ) throws(ModelError) {
    values[edge] = try Self.memory(type, at: node, batch)
    valueGradients[edge] = try Self.memory(type, at: node, batch)
  }

  private static func memory(
    _ type: ValueType, at node: String, _ batch: Int
  ) throws(ModelError) -> MutableTensorView<Double> {
    let shape: Shape
    do throws(LayerError) {
      shape = try type.shape(["batch": batch])
    } catch {
      throw .node(name: node, error)
    }
    do throws(TensorError) {
      return try Buffer(allocating: shape.count).view(shape)
    } catch {
      throw .noMemory(batch: batch, bytes: shape.count)
    }
  }

  private func context(
    _ node: Node, _ own: [Int], outputs: [MutableTensorView<Double>],
    saved: [MutableTensorView<Double>]
  ) -> ForwardContext<Double> {
    ForwardContext(
      inputs: node.inputs.map { value($0).readOnly }, outputs: outputs,
      parameters: own.map { parameter in
        let spec = signature.parameters[parameter].spec
        if spec.isMatrix { return .matrix(parameters.matrix(parameter)) }
        let view = parameters[parameter]
        return spec.isTrainable ? .values(view.readOnly) : .state(view)
      }, saved: saved, arithmetic: arithmetic, mode: .inference,
      random: RandomStream(seed: 0, purpose: .layer))
  }

  /// A value: an input, or an output of a node.
  /// - Precondition: There is one; edges of the model's own architecture have one.
  package func value(_ edge: Edge) -> MutableTensorView<Double> {
    guard let view = values[edge] else { preconditionFailure("no value at \(edge)") }
    return view
  }

  /// The derivative with respect to a value. For the network's outputs, to be filled before
  /// ``backward()``; for others, what it left.
  /// - Precondition: As for ``value(_:)``.
  package func gradient(_ edge: Edge) -> MutableTensorView<Double> {
    guard let view = valueGradients[edge] else { preconditionFailure("no value at \(edge)") }
    return view
  }

  /// Whether the way back computes the derivative with respect to a node's outputs.
  package func isOnTheWayBack(node index: Int) -> Bool { stops[index].isOnTheWayBack }

  /// The types of a node's outputs.
  package func outputTypes(ofNode index: Int) -> [ValueType] { signature.nodes[index].outputs }

  /// Where a node's parameters stand in the store.
  package func parameters(ofNode index: Int) -> [Int] { stops[index].parameters }

  /// Whether a parameter is changed by its gradient.
  package func isTrained(_ parameter: Int) -> Bool { signature.parameters[parameter].isTrained }

  /// The nodes, in order, that must be computed again when some values, or a parameter, changed.
  package func nodes(after changed: Set<Edge>, parameter: Int? = nil) -> [Int] {
    var changed = changed
    var nodes: [Int] = []
    for (index, stop) in stops.enumerated() {
      let usesParameter = parameter.map(stop.parameters.contains) ?? false
      guard usesParameter || stop.node.inputs.contains(where: changed.contains) else { continue }
      nodes.append(index)
      for output in stop.outputs.indices { changed.insert(Edge(stop.node.name, output: output)) }
    }
    return nodes
  }

  /// Computes every node.
  /// - Throws: ``ModelError/node(name:_:)`` for values that a layer cannot take.
  package func forward() throws(ModelError) { try forward(Array(stops.indices)) }

  /// Computes some nodes, in the order given.
  /// - Throws: ``ModelError/node(name:_:)`` for values that a layer cannot take.
  package func forward(_ nodes: [Int]) throws(ModelError) {
    for index in nodes { try forward(stops[index].layer, stops[index].context, stops[index].node) }
  }

  /// Computes a layer on a node's inputs and parameters, with memory of its own for the rest.
  /// - Throws: ``ModelError/node(name:_:)`` as above.
  package func forward(
    _ layer: some Layer, inPlaceOf index: Int, into outputs: [MutableTensorView<Double>]
  ) throws(ModelError) {
    let stop = stops[index]
    try forward(
      layer, context(stop.node, stop.parameters, outputs: outputs, saved: []), stop.node)
  }

  private func forward(
    _ layer: some Layer, _ context: ForwardContext<Double>, _ node: Node
  ) throws(ModelError) {
    do throws(LayerError) {
      try layer.forward(context)
    } catch {
      throw .node(name: node.name, error)
    }
  }

  /// Computes every derivative from those of the outputs, behind a ``forward()`` of all nodes. A value
  /// that goes to several nodes gets the sum of what they hand back, from the last to the first.
  /// - Throws: ``ModelError/node(name:_:)`` as on the way forward.
  package func backward() throws(ModelError) {
    for (edge, gradient) in valueGradients where !outputEdges.contains(edge) { gradient.fill(0) }
    for index in 0..<gradients.count { gradients[index].fill(0) }
    for stop in stops.reversed() where stop.isOnTheWayBack { try backward(stop) }
  }

  private func backward(_ stop: Stop) throws(ModelError) {
    // A layer writes what it hands back whole, and may use up what it was handed.
    func room(_ view: MutableTensorView<Double>) -> MutableTensorView<Double> {
      Buffer(count: view.count).view(view.shape)
    }
    let outputGradients = stop.outputs.indices.map { output in
      let gradient = gradient(Edge(stop.node.name, output: output))
      let copy = room(gradient)
      copy.copy(from: gradient.readOnly)
      return copy
    }
    let inputs = stop.node.inputs.map { edge in
      edgesOnTheWayBack.contains(edge) ? room(value(edge)) : nil
    }
    let own = stop.parameters.map { isTrained($0) ? room(gradients[$0]) : nil }
    do throws(LayerError) {
      try stop.layer.backward(
        BackwardContext(
          inputs: stop.node.inputs.map { value($0).readOnly },
          outputs: stop.outputs.map(\.readOnly),
          parameters: stop.parameters.map { parameters[$0].readOnly }, saved: stop.saved,
          outputGradients: outputGradients, inputGradients: inputs, parameterGradients: own,
          arithmetic: arithmetic, mode: .inference))
    } catch {
      throw .node(name: stop.node.name, error)
    }
    for (edge, part) in zip(stop.node.inputs, inputs) {
      if let part { add(part, to: gradient(edge)) }
    }
    for (index, part) in zip(stop.parameters, own) {
      if let part { add(part, to: gradients[index]) }
    }
  }

  private func add(_ part: MutableTensorView<Double>, to sum: MutableTensorView<Double>) {
    arithmetic.add(sum.readOnly, part.readOnly, into: sum)
  }
}
