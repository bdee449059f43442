import StrataJSON
import StrataServing

/// What tensors a model takes and gives, as its metadata tells.
struct ModelContract: Sendable {
  /// A tensor's name, type and shape; -1 is any length.
  struct Tensor: Equatable, Sendable {
    let name: String
    let datatype: Datatype
    let shape: [Int]

    var json: JSONValue {
      .object([
        "name": .string(name), "datatype": .string(datatype.rawValue),
        "shape": .array(shape.map { .number(JSONNumber($0)) }),
      ])
    }
  }

  /// Whether there is a tensor a column, and not one for the network's input.
  let takesColumns: Bool
  let inputs: [Tensor]
  let outputs: [Tensor]
  /// Whether single rows can be computed together: one input, one output, both of a fixed length.
  let gathers: Bool

  /// - Throws: ``ServiceError`` for a model that cannot be served.
  init(_ predictor: Predictor) throws(ServiceError) {
    let interface = predictor.interface
    var takesColumns = false
    var inputs: [Tensor] = []
    for input in interface.inputs {
      switch input {
      case .column(let name, .numbers, _):
        takesColumns = true
        inputs.append(Tensor(name: name, datatype: .fp64, shape: [-1]))
      case .column(let name, .categories, _):
        takesColumns = true
        inputs.append(Tensor(name: name, datatype: .bytes, shape: [-1]))
      case .elements(let name, let shape):
        inputs.append(Tensor(name: name, datatype: .fp32, shape: [-1] + shape.array))
      }
    }
    guard predictor.preparation == nil || predictor.sampleShapes.count == 1 else {
      throw ServiceError(
        500, "model: expected one input, as it prepares data, got \(predictor.sampleShapes.count)")
    }
    var outputs: [Tensor] = []
    // What a preparation makes answers of is the first output.
    let isPrepared = predictor.preparation != nil
    for output in interface.outputs {
      switch output {
      case .label(let labels):
        outputs.append(Tensor(name: "label", datatype: .bytes, shape: [-1]))
        outputs.append(
          Tensor(name: "probabilities", datatype: .fp32, shape: [-1, labels.count]))
      case .number(let name): outputs.append(Tensor(name: name, datatype: .fp32, shape: [-1]))
      case .elements(let name, let shape):
        guard !isPrepared || outputs.isEmpty else { continue }
        outputs.append(
          Tensor(name: name, datatype: .fp32, shape: [-1] + (shape?.array ?? [-1])))
      }
    }
    let isOpen = predictor.outputCounts[0] == 0
    guard !isPrepared || !isOpen else {
      throw ServiceError(500, "model: expected outputs of a fixed shape, as it prepares data")
    }
    gathers =
      predictor.sampleShapes.count == 1 && !isOpen
      && (isPrepared || predictor.outputTypes.count == 1)
    self.takesColumns = takesColumns
    self.inputs = inputs
    self.outputs = outputs
  }

  /// The outputs that a request wants, in its order.
  /// - Throws: ``ServiceError`` for one that there is not, or twice.
  func wanted(by request: InferenceRequest) throws(ServiceError) -> [InferenceRequest.Output] {
    guard let wanted = request.outputs else {
      return outputs.map { .init(name: $0.name, isBinary: request.isBinary) }
    }
    var seen: Set<String> = []
    for output in wanted {
      guard outputs.contains(where: { $0.name == output.name }) else {
        let known = outputs.prefix(8).map(\.name.shown).joined(separator: ", ")
        throw ServiceError(400, "outputs: expected some of \(known), got \(output.name.shown)")
      }
      guard seen.insert(output.name).inserted else {
        throw ServiceError(400, "outputs: expected \(output.name.shown) once, got it twice")
      }
    }
    return wanted
  }
}
