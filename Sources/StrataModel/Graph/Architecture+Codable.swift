import StrataLayers
import StrataTensor

extension Architecture: Codable {
  private enum Keys: String, CodingKey { case input, dtype, layers, inputs, nodes, outputs }

  /// Reads either form.
  /// - Throws: `DecodingError`, ``ModelError``, and what the layers' own `init(from:)` throw.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    if container.contains(.nodes) {
      try self.init(
        inputs: container.decode([Input].self, forKey: .inputs),
        nodes: container.decode([Node].self, forKey: .nodes),
        outputs: container.decode([Edge].self, forKey: .outputs))
    } else {
      let layers = try container.decode([ChainLayer].self, forKey: .layers)
      try self.init(
        input: container.decode(Shape.self, forKey: .input),
        dtype: container.decodeIfPresent(DType.self, forKey: .dtype) ?? .float32,
        layers: layers.map { ($0.name, $0.layer) })
    }
  }

  /// Writes the shorter form that says everything.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    if let chain {
      try container.encode(chain.sample, forKey: .input)
      if chain.dtype != .float32 { try container.encode(chain.dtype, forKey: .dtype) }
      try container.encode(chain.layers, forKey: .layers)
    } else {
      try container.encode(inputs, forKey: .inputs)
      try container.encode(nodes, forKey: .nodes)
      try container.encode(outputs, forKey: .outputs)
    }
  }

  /// The chain that gives just this graph, if one does.
  private var chain: (sample: Shape, dtype: DType, layers: [ChainLayer])? {
    guard inputs.count == 1, let input = inputs.first, input.type.dimensions.first == .batch
    else { return nil }
    let dtype = input.type.dtype
    let lengths = input.type.sample.compactMap(\.length)
    guard lengths.count == input.type.sample.count, let sample = try? Shape(lengths) else {
      return nil
    }
    var names = NodeNames()
    let layers = nodes.map { node in
      let standard = names.name(for: node.layer, given: nil)
      return ChainLayer(name: node.name == standard ? nil : node.name, layer: node.layer)
    }
    let same = try? Architecture(
      input: sample, dtype: dtype, layers: layers.map { ($0.name, $0.layer) })
    return same == self ? (sample, dtype, layers) : nil
  }
}

/// A layer of a chain: its plugin, and its name if it has one of its own.
private struct ChainLayer: Codable {
  let name: String?
  let layer: AnyLayer

  private enum Keys: CodingKey { case name }

  init(name: String?, layer: AnyLayer) {
    self.name = name
    self.layer = layer
  }

  init(from decoder: any Decoder) throws {
    layer = try AnyLayer(from: decoder, beside: ["name"])
    // A bare "flatten" is no object, and so has no name.
    name = try (try? decoder.container(keyedBy: Keys.self))?
      .decodeIfPresent(String.self, forKey: .name)
  }

  func encode(to encoder: any Encoder) throws {
    guard let name else { return try layer.encode(to: encoder) }
    try layer.encodeFields(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
  }
}

extension Node: Codable {
  private enum Keys: CodingKey { case name, inputs, parameters }

  /// Reads `{"name": …, "inputs": […], "dense": {…}}`, with `"parameters": "other"` where the
  /// parameters are another node's.
  /// - Throws: `DecodingError`, and what the layer's own `init(from:)` throws.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let name = try container.decode(String.self, forKey: .name)
    self.init(
      name, try AnyLayer(from: decoder, beside: ["name", "inputs", "parameters"]),
      inputs: try container.decode([Edge].self, forKey: .inputs),
      parameterScope: try container.decodeIfPresent(String.self, forKey: .parameters))
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    try container.encode(inputs, forKey: .inputs)
    try layer.encodeFields(to: encoder)
    if parameterScope != name { try container.encode(parameterScope, forKey: .parameters) }
  }
}

extension Architecture.Input: Codable {
  private enum Keys: CodingKey { case name, shape, dtype }

  /// Reads `{"name": …, "shape": [784]}`: the axes of a sample, whole numbers or names, with
  /// `"dtype"` where it is not `float32`.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let sample = try container.decode([Dimension].self, forKey: .shape)
    let dtype = try container.decodeIfPresent(DType.self, forKey: .dtype) ?? .float32
    self.init(
      try container.decode(String.self, forKey: .name), ValueType(dtype, [.batch] + sample))
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    try container.encode(type.sample, forKey: .shape)
    if type.dtype != .float32 { try container.encode(type.dtype, forKey: .dtype) }
  }
}
