internal import StrataLayers
internal import StrataModel
import StrataTensor

/// A parameter of a model, and what PyTorch calls it.
struct ParameterSlot {
  /// Scope and name, such as `batchNorm1.gain`.
  let name: String
  /// The node whose parameter it is: `batchNorm1`.
  let scope: String
  /// The name within the node: `gain`.
  let leaf: String
  /// PyTorch's name within a module: `weight`.
  let torchLeaf: String
  /// Whether it is the weight of a dense layer, which PyTorch keeps transposed.
  let isMatrix: Bool
  let dimensions: [Int]

  /// The parameters of a model, in its order.
  static func slots(of model: Model) -> [ParameterSlot] {
    var kinds: [String: String] = [:]
    for node in model.architecture.nodes { kinds[node.name] = node.layer.kind }
    return model.parameters.map { parameter in
      let (scope, leaf) = split(parameter.name)
      let kind = kinds[scope] ?? ""
      let dimensions = parameter.tensor.shape.array
      return ParameterSlot(
        name: parameter.name, scope: scope, leaf: leaf,
        torchLeaf: torchLeaves[kind]?[leaf] ?? leaf,
        isMatrix: kind == Dense.kind && leaf == "weight" && dimensions.count == 2,
        dimensions: dimensions)
    }
  }

  /// What stands before and behind the last dot of a name; nothing before it if there is none.
  static func split(_ name: String) -> (path: String, leaf: String) {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return ("", name) }
    return (String(name[..<dot]), String(name[name.utf8.index(after: dot)...]))
  }

  /// What PyTorch's modules call the parameters that it calls otherwise, by the layer's kind.
  private static let torchLeaves: [String: [String: String]] = [
    BatchNorm.kind: [
      "gain": "weight", "offset": "bias", "mean": "running_mean", "variance": "running_var",
    ],
    LayerNorm.kind: ["gain": "weight", "offset": "bias"],
    RMSNorm.kind: ["gain": "weight", "offset": "bias"],
    PReLU.kind: ["slope": "weight"],
  ]

  /// The module that PyTorch would have for each node: the places of an `nn.Sequential` for a chain
  /// whose nodes nobody has named, where a dense layer with an activation takes two; else the nodes'
  /// names.
  static func modules(of architecture: Architecture) -> [String: String] {
    var modules: [String: String] = [:]
    guard isNamelessChain(architecture) else {
      for node in architecture.nodes { modules[node.name] = node.name }
      return modules
    }
    var place = 0
    for node in architecture.nodes {
      modules[node.name] = "\(place)"
      let activation = ((try? node.layer.resolved()) as? Dense)?.activation
      place += activation.map { $0.kind == Identity.kind } ?? true ? 1 : 2
    }
    return modules
  }

  private static func isNamelessChain(_ architecture: Architecture) -> Bool {
    var counts: [String: Int] = [:]
    guard architecture.inputs.count == 1 else { return false }
    var last = Edge(architecture.inputs[0].name)
    for node in architecture.nodes {
      counts[node.layer.kind, default: 0] += 1
      guard node.name == "\(node.layer.kind)\(counts[node.layer.kind] ?? 0)",
        node.inputs == [last], node.parameterScope == node.name
      else { return false }
      last = Edge(node.name)
    }
    return architecture.outputs == [last]
  }
}
