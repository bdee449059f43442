import StrataLayers
public import StrataTensor

extension Model {
  /// Whether a layer has parameters that are measured on data, such as a normalization.
  public var hasFittedLayers: Bool {
    architecture.nodes.contains { (try? $0.layer.resolved()) is any FittedLayer }
  }

  /// Measures the parameters of layers such as a normalization on data, each on what the nodes
  /// before it, as they are now, make of the data.
  /// - Parameters:
  ///   - inputs: A tensor for each input of the network: [samples] + the shape of one.
  ///   - workers: The threads to compute on.
  /// - Throws: ``ModelError`` for data that does not fit or that determines nothing.
  /// - Complexity: The network's cost for the data, once for each such layer.
  public mutating func fitLayers(
    to inputs: [Tensor<Float>], workers: WorkerPool = .single
  ) throws(ModelError) {
    guard inputs.count == architecture.inputs.count else {
      throw .input(
        name: architecture.inputs.map(\.name).joined(separator: ", "),
        expected: "\(architecture.inputs.count) tensors", got: "\(inputs.count)")
    }
    for (index, node) in architecture.nodes.enumerated() {
      guard let layer = (try? node.layer.resolved()) as? any FittedLayer,
        let edge = node.inputs.first
      else { continue }
      let input = try value(at: edge, before: index, inputs, workers)
      do {
        let fitted = try FloatingPointEnvironment.pinned { () throws(LayerError) in
          try layer.fit(TensorView(input))
        }
        let signature = try Signature(architecture)
        for (parameter, tensor) in zip(signature.nodes[index].parameters, fitted) {
          try setParameter(signature.parameters[parameter].name, to: tensor)
        }
      } catch let error as LayerError {
        throw .node(name: node.name, error)
      } catch let error as ModelError {
        throw error
      } catch {
        throw .node(name: node.name, LayerError("fit", expected: "data", got: "\(error)"))
      }
    }
  }

  /// What stands on an edge for all samples: the network up to there, run on the inputs.
  private func value(
    at edge: Edge, before index: Int, _ inputs: [Tensor<Float>], _ workers: WorkerPool
  ) throws(ModelError) -> Tensor<Float> {
    if let input = architecture.inputs.firstIndex(where: { $0.name == edge.source }) {
      return inputs[input]
    }
    let part = try Architecture(
      inputs: architecture.inputs, nodes: Array(architecture.nodes[..<index]), outputs: [edge])
    let names = Set(try Signature(part).parameters.map(\.name))
    let model = try Model(part, parameters: parameters.filter { names.contains($0.name) })
    return try Predictor(model, workers: workers).predict(inputs)[0]
  }
}
