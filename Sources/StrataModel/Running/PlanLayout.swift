import StrataLayers
import StrataTensor

/// Decides where every value and gradient of a plan lives.
///
/// The steps of a plan are counted through: node i computes at step i, the loss reads the outputs at
/// step n, and node i computes its gradients at step 2n − i. What is needed when follows from that,
/// and from it which memory can be used twice.
struct PlanLayout<T: Real> {
  /// Memory with a shape.
  struct Place {
    let slot: ArenaLayout.Slot
    let shape: Shape
  }

  /// Where a gradient is written: its own place; aside, to be added to it; or a parameter's place.
  private enum Target {
    case place(Place)
    case aside(Place, sum: Place)
    case parameter(Int)
    case parameterAside(Place, Int)
  }

  /// A node's share in the way back.
  private struct GradientPart {
    var outputs: [Place] = []
    var inputs: [Target?] = []
    var parameters: [Target?] = []
    var unused: [Place] = []
  }

  private let architecture: Architecture
  private let signature: Signature
  private let batch: Int
  private let lengths: [String: Int]
  private(set) var arena = ArenaLayout()
  private var values: [Edge: Place] = [:]
  private var saved: [[Place]] = []
  private var gradients: [Edge: Place] = [:]
  private var parts: [GradientPart?]

  /// The way forward alone; inputs are used up.
  init(
    _ architecture: Architecture, _ signature: Signature, batch: Int
  ) throws(ModelError) {
    self.architecture = architecture
    self.signature = signature
    self.batch = batch
    lengths = ["batch": batch]
    parts = Array(repeating: nil, count: architecture.nodes.count)
    for input in architecture.inputs {
      values[Edge(input.name)] = try place(input.type, at: input.name, step: -1)
    }
    for (step, (node, part)) in zip(architecture.nodes, signature.nodes).enumerated() {
      for edge in node.inputs { arena.use(value(edge).slot, at: step) }
      for (output, type) in part.outputs.enumerated() {
        values[Edge(node.name, output: output)] = try place(type, at: node.name, step: step)
      }
      var own: [Place] = []
      for type in part.saved { own.append(try place(type, at: node.name, step: step)) }
      saved.append(own)
    }
    // Whoever runs the plan may touch an output at any time.
    for edge in architecture.outputs { keep(value(edge)) }
  }

  private var lastStep: Int { 2 * architecture.nodes.count }
  private func backwardStep(_ node: Int) -> Int { lastStep - node }

  private mutating func keep(_ place: Place) {
    arena.use(place.slot, at: -1)
    arena.use(place.slot, at: lastStep)
  }

  private mutating func place(
    _ type: ValueType, at node: String, step: Int
  ) throws(ModelError) -> Place {
    let shape: Shape
    do {
      shape = try type.shape(lengths)
    } catch {
      throw .node(name: node, error)
    }
    // So that the sum of all places can be counted.
    guard shape.count <= 1 << 48 else { throw .noMemory(batch: batch, bytes: .max) }
    return place(shape, step: step)
  }

  private mutating func place(_ shape: Shape, step: Int) -> Place {
    Place(slot: arena.slot(of: shape.count, from: step, through: step), shape: shape)
  }

  /// The place of a value; every edge was checked with the signature.
  private func value(_ edge: Edge) -> Place {
    guard let place = values[edge] else { preconditionFailure("no value at \(edge)") }
    return place
  }

  /// Finds what the way back must compute: from the last node to the first, the gradients of
  /// whatever a trained parameter, or an input if that is asked for, has a part in. Whole numbers have
  /// no gradient. All that a node had on its way forward is kept until then.
  mutating func planGradients(includingInputs: Bool) {
    let needed = neededGradients(includingInputs: includingInputs)
    for edge in needed { gradients[edge] = place(value(edge).shape, step: lastStep) }
    for edge in architecture.outputs {
      // A gradient that nobody reads needs a place too: the loss writes it.
      let gradient = gradients[edge] ?? place(value(edge).shape, step: lastStep)
      gradients[edge] = gradient
      arena.use(gradient.slot, at: architecture.nodes.count)
    }
    for input in architecture.inputs {
      keep(value(Edge(input.name)))
      if let gradient = gradients[Edge(input.name)] { keep(gradient) }
    }

    // Who writes a gradient first writes it in place; others write aside and are added.
    var begun = Set(architecture.outputs)
    var begunParameters: Set<Int> = []
    for index in architecture.nodes.indices.reversed() {
      let (node, part) = (architecture.nodes[index], signature.nodes[index])
      let isNeeded = part.outputs.indices.contains {
        needed.contains(Edge(node.name, output: $0))
      }
      guard isNeeded else { continue }
      let step = backwardStep(index)
      var own = GradientPart()
      for output in part.outputs.indices {
        let edge = Edge(node.name, output: output)
        // Layers find a place for each output's gradient.
        let gradient = gradients[edge] ?? place(value(edge).shape, step: step)
        arena.use(value(edge).slot, at: step)
        arena.use(gradient.slot, at: step)
        own.outputs.append(gradient)
        if !begun.contains(edge) { own.unused.append(gradient) }
      }
      for place in saved[index] { arena.use(place.slot, at: step) }
      for edge in node.inputs {
        arena.use(value(edge).slot, at: step)
        own.inputs.append(target(edge, isNeeded: needed.contains(edge), step, &begun))
      }
      for parameter in part.parameters {
        let spec = signature.parameters[parameter].spec
        guard signature.parameters[parameter].isTrained else {
          own.parameters.append(nil)
          continue
        }
        let isFirst = begunParameters.insert(parameter).inserted
        own.parameters.append(
          isFirst
            ? .parameter(parameter) : .parameterAside(place(spec.shape, step: step), parameter))
      }
      parts[index] = own
    }
  }

  private mutating func target(
    _ edge: Edge, isNeeded: Bool, _ step: Int, _ begun: inout Set<Edge>
  ) -> Target? {
    guard isNeeded, let gradient = gradients[edge] else { return nil }
    arena.use(gradient.slot, at: step)
    if begun.insert(edge).inserted { return .place(gradient) }
    return .aside(place(gradient.shape, step: step), sum: gradient)
  }

  private func neededGradients(includingInputs: Bool) -> Set<Edge> {
    var needed: Set<Edge> = []
    if includingInputs {
      let inputs = architecture.inputs.filter { $0.type.dtype == .float32 }
      needed.formUnion(inputs.map { Edge($0.name) })
    }
    for (node, part) in zip(architecture.nodes, signature.nodes) {
      let trains = part.parameters.contains { signature.parameters[$0].isTrained }
      if trains || node.inputs.contains(where: needed.contains) {
        for (output, type) in part.outputs.enumerated() where type.dtype == .float32 {
          needed.insert(Edge(node.name, output: output))
        }
      }
    }
    return needed
  }

  /// Lays everything out; nothing can be added afterwards.
  mutating func finish() { arena.place() }

  /// Memory for an arena.
  func memory() throws(ModelError) -> Buffer<T> {
    do {
      return try Buffer(allocating: arena.count)
    } catch {
      throw .noMemory(batch: batch, bytes: arena.count * MemoryLayout<T>.stride)
    }
  }

  private func view(_ place: Place, in memory: Buffer<T>) -> MutableTensorView<T> {
    memory.view(place.shape, at: arena.offset(of: place.slot))
  }

  /// A value's memory.
  func value(_ edge: Edge, in memory: Buffer<T>) -> MutableTensorView<T> {
    view(value(edge), in: memory)
  }

  /// A gradient's memory, if it is planned.
  func gradient(_ edge: Edge, in memory: Buffer<T>) -> MutableTensorView<T>? {
    gradients[edge].map { view($0, in: memory) }
  }

  /// The nodes with all their views.
  func steps(
    in memory: Buffer<T>, parameters: ParameterStore<T>, gradients store: ParameterStore<T>?
  ) -> [Step<T>] {
    architecture.nodes.indices.map { index in
      let (node, part) = (architecture.nodes[index], signature.nodes[index])
      let outputs = part.outputs.indices.map { value(Edge(node.name, output: $0), in: memory) }
      var gradients: Step<T>.Gradients?
      if let own = parts[index], let store {
        gradients = gradientViews(
          own, part, parameters, store, outputs: outputs.map(\.readOnly), in: memory)
      }
      return Step<T>(
        name: node.name, index: index, layer: part.layer,
        inputs: node.inputs.map { value($0, in: memory).readOnly },
        outputs: outputs,
        parameters: part.parameters.map { parameter in
          let own = signature.parameters[parameter]
          if own.spec.isMatrix { return .matrix(parameters.matrix(parameter)) }
          let values = parameters[parameter]
          return own.spec.isTrainable || own.isFrozen ? .values(values.readOnly) : .state(values)
        }, saved: saved[index].map { view($0, in: memory) }, gradients: gradients)
    }
  }

  private func gradientViews(
    _ own: GradientPart, _ part: Signature.NodePart, _ parameters: ParameterStore<T>,
    _ store: ParameterStore<T>, outputs: [TensorView<T>], in memory: Buffer<T>
  ) -> Step<T>.Gradients {
    var gradients = Step<T>.Gradients(
      outputs: own.outputs.map { view($0, in: memory) },
      outputValues: outputs, unused: own.unused.map { view($0, in: memory) },
      parameterValues: part.parameters.map { parameters[$0].readOnly })
    func resolve(_ target: Target?) -> MutableTensorView<T>? {
      switch target {
      case .place(let place): return view(place, in: memory)
      case .parameter(let index): return store[index]
      case .aside(let place, let sum):
        gradients.sums.append((view(sum, in: memory), view(place, in: memory)))
        return view(place, in: memory)
      case .parameterAside(let place, let index):
        gradients.sums.append((store[index], view(place, in: memory)))
        return view(place, in: memory)
      case nil: return nil
      }
    }
    gradients.inputs = own.inputs.map(resolve)
    gradients.parameters = own.parameters.map(resolve)
    return gradients
  }
}
