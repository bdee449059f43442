import StrataLayers
import StrataTensor

/// A node of a plan: its layer and all the views it computes on.
final class Step<T: Real>: Sendable {
  /// What the way back needs beside that.
  struct Gradients: Sendable {
    let outputs: [MutableTensorView<T>]
    /// What the way forward gave.
    let outputValues: [TensorView<T>]
    /// Output gradients that no later node fills.
    let unused: [MutableTensorView<T>]
    let parameterValues: [TensorView<T>]
    var inputs: [MutableTensorView<T>?] = []
    var parameters: [MutableTensorView<T>?] = []
    /// Gradients that another node has begun: the second is added to the first.
    var sums: [(MutableTensorView<T>, MutableTensorView<T>)] = []
  }

  /// What a run is told.
  struct Run {
    var mode: Mode
    var seed: UInt64 = 0
    var step = 0
    var firstSample = 0
  }

  let name: String
  let index: Int
  let layer: any Layer
  let inputs: [TensorView<T>]
  let outputs: [MutableTensorView<T>]
  let parameters: [ParameterView<T>]
  let saved: [MutableTensorView<T>]
  /// Nil for a node that has no part in any gradient.
  let gradients: Gradients?

  init(
    name: String, index: Int, layer: any Layer, inputs: [TensorView<T>],
    outputs: [MutableTensorView<T>], parameters: [ParameterView<T>], saved: [MutableTensorView<T>],
    gradients: Gradients?
  ) {
    self.name = name
    self.index = index
    self.layer = layer
    self.inputs = inputs
    self.outputs = outputs
    self.parameters = parameters
    self.saved = saved
    self.gradients = gradients
  }

  /// The way forward.
  func forward(_ arithmetic: Arithmetic<T>, _ run: Run) throws(ModelError) {
    let random = RandomStream(seed: run.seed, purpose: .layer, node: index, step: run.step)
    do {
      try layer.run(
        ForwardContext(
          inputs: inputs, outputs: outputs, parameters: parameters, saved: saved,
          arithmetic: arithmetic, mode: run.mode, random: random, firstSample: run.firstSample))
    } catch {
      throw .node(name: name, error)
    }
  }

  /// The way back, for a node that has one.
  func backward(_ gradients: Gradients, _ arithmetic: Arithmetic<T>) throws(ModelError) {
    for unused in gradients.unused { arithmetic.fill(unused, with: 0) }
    do {
      try layer.run(
        BackwardContext(
          inputs: inputs, outputs: gradients.outputValues, parameters: gradients.parameterValues,
          saved: saved, outputGradients: gradients.outputs, inputGradients: gradients.inputs,
          parameterGradients: gradients.parameters, arithmetic: arithmetic))
    } catch {
      throw .node(name: name, error)
    }
    for (sum, part) in gradients.sums { arithmetic.add(sum.readOnly, part.readOnly, into: sum) }
  }
}
