import StrataLayers
import StrataTensor

/// Decides where every value and gradient of a plan lives.
struct PlanLayout<T: Real> {
  private let architecture: Architecture
  private var values: [Edge: MutableTensorView<T>] = [:]
  private var saved: [[MutableTensorView<T>]] = []
  private var gradients: [Edge: MutableTensorView<T>] = [:]
  private var parts: [GradientPart] = []

  /// A node's share in the way back.
  private struct GradientPart {
    var outputs: [MutableTensorView<T>] = []
    var inputs: [MutableTensorView<T>?] = []
    var parameters: [MutableTensorView<T>?] = []
    var unused: [MutableTensorView<T>] = []
    var sums: [(MutableTensorView<T>, MutableTensorView<T>)] = []
  }

  init(
    _ architecture: Architecture, _ signature: Signature, batch: Int
  ) throws(ModelError) {
    self.architecture = architecture
    let lengths = ["batch": batch]
    for input in architecture.inputs {
      values[Edge(input.name)] = try Self.memory(input.type, lengths, at: input.name)
    }
    for (node, part) in zip(architecture.nodes, signature.nodes) {
      for (output, type) in part.outputs.enumerated() {
        values[Edge(node.name, output: output)] = try Self.memory(type, lengths, at: node.name)
      }
      var own: [MutableTensorView<T>] = []
      for type in part.saved { own.append(try Self.memory(type, lengths, at: node.name)) }
      saved.append(own)
    }
  }

  private static func memory(
    _ type: ValueType, _ lengths: [String: Int], at node: String
  ) throws(ModelError) -> MutableTensorView<T> {
    do {
      let shape = try type.shape(lengths)
      return Buffer<T>(count: shape.count).view(shape)
    } catch {
      throw .node(name: node, error)
    }
  }

  /// The memory of a value; every edge was checked with the signature.
  func value(_ edge: Edge) -> MutableTensorView<T> {
    guard let view = values[edge] else { preconditionFailure("no value at \(edge)") }
    return view
  }

  /// The memory of a value's gradient: its own, or a place that nobody reads.
  func gradient(_ edge: Edge) -> MutableTensorView<T> {
    gradients[edge] ?? Buffer<T>(count: value(edge).count).view(value(edge).shape)
  }

  /// Finds what the way back must compute: from the last node to the first, the gradients of
  /// whatever a trained parameter, or an input if that is asked for, has a part in.
  mutating func planGradients(
    _ signature: Signature, store: ParameterStore<T>, includingInputs: Bool
  ) {
    var needed: Set<Edge> = []
    if includingInputs { needed.formUnion(architecture.inputs.map { Edge($0.name) }) }
    for (node, part) in zip(architecture.nodes, signature.nodes) {
      let trains = part.parameters.contains { signature.parameters[$0].spec.isTrainable }
      if trains || node.inputs.contains(where: needed.contains) {
        for output in part.outputs.indices { needed.insert(Edge(node.name, output: output)) }
      }
    }
    for edge in needed {
      let value = value(edge)
      gradients[edge] = Buffer<T>(count: value.count).view(value.shape)
    }

    // Who writes a gradient first writes it in place; others write aside and are added.
    var begun = Set(architecture.outputs)
    var begunParameters: Set<Int> = []
    parts = Array(repeating: GradientPart(), count: architecture.nodes.count)
    for index in architecture.nodes.indices.reversed() {
      let (node, part) = (architecture.nodes[index], signature.nodes[index])
      guard needed.contains(Edge(node.name)) else { continue }
      var own = GradientPart()
      for output in part.outputs.indices {
        let edge = Edge(node.name, output: output)
        own.outputs.append(gradient(edge))
        if !begun.contains(edge) { own.unused.append(gradient(edge)) }
      }
      for edge in node.inputs {
        guard needed.contains(edge) else {
          own.inputs.append(nil)
          continue
        }
        own.inputs.append(
          Self.place(gradient(edge), isFirst: begun.insert(edge).inserted, &own.sums))
      }
      for parameter in part.parameters {
        guard signature.parameters[parameter].spec.isTrainable else {
          own.parameters.append(nil)
          continue
        }
        let isFirst = begunParameters.insert(parameter).inserted
        own.parameters.append(Self.place(store[parameter], isFirst: isFirst, &own.sums))
      }
      parts[index] = own
    }
  }

  private static func place(
    _ target: MutableTensorView<T>, isFirst: Bool,
    _ sums: inout [(MutableTensorView<T>, MutableTensorView<T>)]
  ) -> MutableTensorView<T> {
    if isFirst { return target }
    let aside = Buffer<T>(count: target.count).view(target.shape)
    sums.append((target, aside))
    return aside
  }

  /// The nodes with all their views.
  func steps(_ signature: Signature, parameters: ParameterStore<T>) -> [Step<T>] {
    architecture.nodes.indices.map { index in
      let (node, part) = (architecture.nodes[index], signature.nodes[index])
      let outputs = part.outputs.indices.map { value(Edge(node.name, output: $0)) }
      var step = Step<T>(
        name: node.name, layer: part.layer, inputs: node.inputs.map { value($0).readOnly },
        outputs: outputs, readOutputs: outputs.map(\.readOnly),
        parameters: part.parameters.map { parameters[$0].readOnly }, saved: saved[index])
      if parts.indices.contains(index), !parts[index].outputs.isEmpty {
        let own = parts[index]
        step.hasGradients = true
        step.outputGradients = own.outputs
        step.inputGradients = own.inputs
        step.parameterGradients = own.parameters
        step.unusedGradients = own.unused
        step.sums = own.sums
      }
      return step
    }
  }
}
