public import StrataLayers
public import StrataTensor

/// A network made ready to run for one batch size: every value's memory laid out, every layer's
/// context filled.
///
/// Forward computes each node once, in order. Backward walks the nodes from the last to the first:
/// a node finds the gradient δ of its output complete, computed once by the nodes behind it, turns
/// it into the gradients of its parameters and into the δ of the nodes before it. A value that goes
/// to several nodes gets the sum of their δ, added from the last node to the first.
///
/// A plan belongs to one caller at a time. Parameters are read from the store as they are at each
/// run.
public final class Plan<T: Real>: Sendable {
  /// The number of samples.
  public let batch: Int
  /// The inputs, to be filled before ``forward(mode:seed:step:firstSample:)``.
  public let inputs: [MutableTensorView<T>]
  /// The outputs, as the last run left them.
  public let outputs: [MutableTensorView<T>]
  /// The loss's derivatives with respect to the outputs, to be filled before ``backward()``.
  public let outputGradients: [MutableTensorView<T>]
  /// The loss's derivatives with respect to the inputs, where they were asked for.
  public let inputGradients: [MutableTensorView<T>]

  private let steps: [Step<T>]
  private let arithmetic: Arithmetic<T>

  /// Lays a network out for a batch size.
  /// - Parameters:
  ///   - model: The network.
  ///   - signature: What ``Model/signature()`` gave for it.
  ///   - batch: The number of samples, over 0.
  ///   - parameters: The values to compute with, in the order of the signature.
  ///   - gradients: Takes the parameters' gradients; nil for a plan that only runs forward.
  ///   - wantsInputGradients: Whether the inputs' gradients are wanted too.
  ///   - workers: The threads to compute on.
  /// - Throws: ``ModelError`` for a batch that makes a shape too large.
  public init(
    _ model: Model, _ signature: Signature, batch: Int, parameters: ParameterStore<T>,
    gradients: ParameterStore<T>? = nil, inputGradients wantsInputGradients: Bool = false,
    workers: WorkerPool = .single
  ) throws(ModelError) {
    var layout = try PlanLayout<T>(model.architecture, signature, batch: batch)
    if let gradients {
      layout.planGradients(
        signature, store: gradients, includingInputs: wantsInputGradients)
    }
    self.batch = batch
    arithmetic = Arithmetic(workers: workers)
    steps = layout.steps(signature, parameters: parameters)
    inputs = model.architecture.inputs.map { layout.value(Edge($0.name)) }
    outputs = model.architecture.outputs.map { layout.value($0) }
    outputGradients = gradients == nil ? [] : model.architecture.outputs.map { layout.gradient($0) }
    inputGradients =
      wantsInputGradients ? model.architecture.inputs.map { layout.gradient(Edge($0.name)) } : []
  }

  /// Computes the outputs of the inputs.
  /// - Parameters:
  ///   - mode: Training draws random numbers, inference never does.
  ///   - seed: What they depend on.
  ///   - step: The training step that they are drawn at.
  ///   - firstSample: The place of the first sample in the global batch.
  /// - Throws: ``ModelError/node(name:_:)`` for values that a layer cannot take.
  /// - Complexity: The sum of the layers'.
  public func forward(
    mode: Mode, seed: UInt64 = 0, step: Int = 0, firstSample: Int = 0
  ) throws(ModelError) {
    for (index, node) in steps.enumerated() {
      let random = RandomStream(seed: seed, purpose: .layer, node: index, step: step)
      do {
        try node.layer.forward(
          ForwardContext(
            inputs: node.inputs, outputs: node.outputs, parameters: node.parameters,
            saved: node.saved, arithmetic: arithmetic, mode: mode, random: random,
            firstSample: firstSample))
      } catch {
        throw .node(name: node.name, error)
      }
    }
  }

  /// Computes the gradients of the parameters from those of the outputs, which it uses up.
  /// - Throws: ``ModelError/node(name:_:)`` as on the way forward.
  public func backward() throws(ModelError) {
    for node in steps.reversed() where node.hasGradients {
      for unused in node.unusedGradients { unused.fill(0) }
      do {
        try node.layer.backward(
          BackwardContext(
            inputs: node.inputs, outputs: node.readOutputs, parameters: node.parameters,
            saved: node.saved, outputGradients: node.outputGradients,
            inputGradients: node.inputGradients, parameterGradients: node.parameterGradients,
            arithmetic: arithmetic))
      } catch {
        throw .node(name: node.name, error)
      }
      for (sum, part) in node.sums { arithmetic.add(sum.readOnly, part.readOnly, into: sum) }
    }
  }
}

/// A node of a plan: its layer and all the views it computes on.
struct Step<T: Real>: Sendable {
  let name: String
  let layer: any Layer
  let inputs: [TensorView<T>]
  let outputs: [MutableTensorView<T>]
  let readOutputs: [TensorView<T>]
  let parameters: [TensorView<T>]
  let saved: [MutableTensorView<T>]
  var hasGradients = false
  var outputGradients: [MutableTensorView<T>] = []
  var inputGradients: [MutableTensorView<T>?] = []
  var parameterGradients: [MutableTensorView<T>?] = []
  /// Output gradients that no later node fills.
  var unusedGradients: [MutableTensorView<T>] = []
  /// Gradients that another node has begun: the second is added to the first.
  var sums: [(MutableTensorView<T>, MutableTensorView<T>)] = []
}
