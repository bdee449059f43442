import Strata
import StrataBytes

/// What a file holds, as text for people and as JSON for machines.
struct Inspection {
  let path: String
  private let reader: StrataReader
  private let file: ModelFile
  /// Nil if a layer's kind is unknown: then there are no output shapes.
  private let signature: Signature?

  init(path: String) throws { try self.init(path: path, StrataReader(path: path)) }

  init(path: String, _ reader: StrataReader) throws {
    self.path = path
    self.reader = reader
    file = try ModelFile(reader, plugins: Plugins.registry)
    signature = try? file.model.signature()
  }

  private var model: Model { file.model }
  private var nodes: [Node] { model.architecture.nodes }
  private var rawBytes: Int { reader.tensors.reduce(0) { $0 + $1.byteCount } }
  private var storedBytes: Int { reader.tensors.reduce(0) { $0 + $1.storedByteCount } }
  private var hash: String {
    reader.contentHash.description
  }

  private var labels: [String]? {
    guard case .classes(let target) = model.preparation?.target else { return nil }
    return target.labels
  }

  private func outputShape(_ index: Int) -> String {
    signature?.outputType(ofNode: index)?.description ?? "?"
  }

  private func parameterCount(_ index: Int) -> Int {
    let prefix = nodes[index].name + "."
    return signature?.parameterCount(ofNode: index)
      ?? model.parameters.reduce(0) {
        $1.name.hasPrefix(prefix) ? $0 + $1.tensor.shape.count : $0
      }
  }

  private var trainableCount: Int {
    model.parameters.reduce(0) { $1.isTrainable ? $0 + $1.tensor.shape.count : $0 }
  }

  // MARK: - Text

  var text: String {
    var lines =
      "\(path == "-" ? "standard input" : path.printable): .strata \(reader.version), \(Numbers.bytes(reader.byteCount))\n"
    lines += "hash \(hash)\n\n"
    lines += layerTable
    let total = model.parameterCount
    lines += "\nparameters  \(Numbers.grouped(total)): trainable "
    lines += "\(Numbers.grouped(trainableCount)), non-trainable "
    lines += "\(Numbers.grouped(total - trainableCount))\n"
    lines += "tensors     \(Numbers.bytes(rawBytes)) raw, \(Numbers.bytes(storedBytes)) stored"
    if rawBytes > 0 {
      lines += " (\(Numbers.decimal(100 * Double(storedBytes) / Double(rawBytes), 1)) %)"
    }
    lines += "\n"
    for line in PreparationText.lines(model.preparation) { lines += line + "\n" }
    lines += trainingText
    for (key, value) in model.metadata.sorted(by: { $0.key < $1.key }) {
      lines += "\(padded(key.printable, 10))  \(value.printable)\n"
    }
    return lines
  }

  private var layerTable: String {
    var table = TextTable(["Layer (type)", "Output shape", "Parameters"], right: [2])
    for input in model.architecture.inputs {
      table.add(["\(input.name) (input)", input.type.description, "0"])
    }
    for (index, node) in nodes.enumerated() {
      let unknown = node.layer.isKnown ? "" : ", unknown"
      table.add([
        "\(node.name) (\(node.layer.kind.printable)\(unknown))", outputShape(index),
        Numbers.grouped(parameterCount(index)),
      ])
    }
    return table.text
  }

  private var trainingText: String {
    guard let state = file.state else { return "training    none\n" }
    var text = "training    \(state.loss.kind.printable), \(state.optimizer.kind.printable)"
    if let optimizer = try? state.optimizer.plugin as? any Optimizer {
      text += " (learning rate \(optimizer.learningRate))"
    }
    text += ", batch size \(state.batchSize), seed \(state.seed)"
    if state.validationSplit > 0 { text += ", validation split \(state.validationSplit)" }
    if let bound = state.clipNorm { text += ", clip norm \(bound)" }
    if let bound = state.clipValue { text += ", clip value \(bound)" }
    text += "\n"
    text += "            \(Numbers.counted(state.epoch, "epoch"))"
    text += ", \(Numbers.counted(state.step, "step"))"
    if let last = state.history.last {
      text += ": loss \(Numbers.decimal(last.loss))"
      for metric in last.metrics {
        text += ", \(metric.name.printable) \(Numbers.decimal(metric.value))"
      }
      if let loss = last.validationLoss {
        text += "; validation loss \(Numbers.decimal(loss))"
        for metric in last.validationMetrics {
          text += ", \(metric.name.printable) \(Numbers.decimal(metric.value))"
        }
      }
    }
    return text + "\n"
  }
}

// MARK: - JSON

extension Inspection: Encodable {
  private enum Keys: String, CodingKey {
    case format, hash, layers, parameters, parameterCount, trainableParameterCount, rawBytes
    case storedBytes, preparation, labels, training, optimizerState, metadata
  }

  private struct Row: Encodable {
    let name: String
    let type: String
    let version: Int
    let isKnown: Bool
    let inputs: [Edge]
    let outputShape: [Dimension]?
    let parameterCount: Int
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(InspectedFormat(reader), forKey: .format)
    try container.encode(hash, forKey: .hash)
    try container.encode(
      nodes.enumerated().map { index, node in
        Row(
          name: node.name, type: node.layer.kind, version: node.layer.version,
          isKnown: node.layer.isKnown, inputs: node.inputs,
          outputShape: signature?.outputType(ofNode: index)?.dimensions,
          parameterCount: parameterCount(index))
      }, forKey: .layers)
    let tensors = reader.tensors
    try container.encode(
      tensors.filter { $0.role == .parameter || $0.role == .buffer }.map(InspectedTensor.init),
      forKey: .parameters)
    try container.encode(model.parameterCount, forKey: .parameterCount)
    try container.encode(trainableCount, forKey: .trainableParameterCount)
    try container.encode(rawBytes, forKey: .rawBytes)
    try container.encode(storedBytes, forKey: .storedBytes)
    try container.encode(model.preparation, forKey: .preparation)
    try container.encode(labels, forKey: .labels)
    try container.encode(file.state, forKey: .training)
    try container.encode(
      tensors.filter { $0.role == .optimizer }.map(InspectedTensor.init), forKey: .optimizerState)
    try container.encode(model.metadata, forKey: .metadata)
  }
}
