public import StrataLayers
public import StrataTensor

/// The graph of a network: inputs, nodes in an order that computes, outputs. No weights.
///
/// Written as JSON in one of two forms. A chain:
/// ```json
/// {"input": [784], "layers": [{"dense": {"units": 256, "activation": "relu"}}, {"dense": {"units": 10}}]}
/// ```
/// with `"dtype": "int32"` beside an input of whole numbers, and any other graph:
/// ```json
/// {"inputs": [{"name": "image", "shape": [784]}],
///  "nodes": [{"name": "hidden", "inputs": ["image"], "dense": {"units": 10}}],
///  "outputs": ["hidden"]}
/// ```
public struct Architecture: Hashable, Sendable {
  /// A value that comes from outside.
  public struct Input: Hashable, Sendable {
    /// The name, unique among inputs and nodes.
    public let name: String
    /// The number type and the axes, the batch first.
    public let type: ValueType

    /// Whether its numbers must be whole.
    public var isWhole: Bool { type.dtype != .float32 }

    /// A value that comes from outside.
    public init(_ name: String, _ type: ValueType) {
      self.name = name
      self.type = type
    }
  }

  /// The values that come from outside.
  public let inputs: [Input]
  /// The nodes, each after all that it takes inputs from.
  public let nodes: [Node]
  /// What the network gives.
  public let outputs: [Edge]

  /// Whether every layer's kind is registered, so that the network can run.
  public var isKnown: Bool { nodes.allSatisfy(\.layer.isKnown) }

  /// A graph.
  /// - Throws: ``ModelError/graph(expected:got:)`` for a name that is used twice or cannot be, an
  ///   edge from nowhere or from a later node, parameters of a node that is not there, no input, no
  ///   output or one output twice.
  public init(inputs: [Input], nodes: [Node], outputs: [Edge]) throws(ModelError) {
    guard !inputs.isEmpty else { throw .graph(expected: "an input", got: "none") }
    guard !outputs.isEmpty else { throw .graph(expected: "an output", got: "none") }
    var known: Set<[UInt8]> = []
    func define(_ name: String) throws(ModelError) {
      guard Self.isName(name) else {
        throw .graph(
          expected: "names of 1 to 128 letters, digits, '_', '-', '/' or '.'",
          got: "'\(name.prefix(40))'")
      }
      guard known.insert(Array(name.utf8)).inserted else {
        throw .graph(expected: "each name once", got: "'\(name)' twice")
      }
    }
    for input in inputs { try define(input.name) }
    var scopes: Set<String> = []
    for node in nodes {
      for edge in node.inputs where !known.contains(Array(edge.source.utf8)) {
        throw .graph(
          expected: "node '\(node.name)' to take its inputs from before it",
          got: "'\(edge.source)', which is not there")
      }
      try define(node.name)
      guard scopes.contains(node.parameterScope) || node.parameterScope == node.name else {
        throw .graph(
          expected: "node '\(node.name)' to share the parameters of a node before it",
          got: "'\(node.parameterScope)', which is not there")
      }
      scopes.insert(node.name)
    }
    guard Set(outputs).count == outputs.count else {
      throw .graph(
        expected: "each output once", got: outputs.map(\.description).joined(separator: ", "))
    }
    for edge in outputs where !known.contains(Array(edge.source.utf8)) {
      throw .graph(
        expected: "outputs that are nodes or inputs", got: "'\(edge.source)', which is not there")
    }
    self.inputs = inputs
    self.nodes = nodes
    self.outputs = outputs
  }

  /// A chain of layers behind one input, `input`.
  /// - Parameters:
  ///   - sample: The shape of one sample, without the batch.
  ///   - dtype: What its numbers are: `float32`, or `int32` for whole numbers.
  ///   - layers: The layers with their names; those without are named by kind and ordinal.
  /// - Throws: ``ModelError/graph(expected:got:)`` as above, and for no layer at all.
  public init(
    input sample: Shape, dtype: DType = .float32, layers: [(name: String?, layer: AnyLayer)]
  ) throws(ModelError) {
    guard !layers.isEmpty else { throw .graph(expected: "a layer", got: "none") }
    var names = NodeNames()
    var nodes: [Node] = []
    var last = Edge("input")
    for (name, layer) in layers {
      let node = Node(names.name(for: layer, given: name), layer, inputs: [last])
      last = Edge(node.name)
      nodes.append(node)
    }
    try self.init(
      inputs: [Input("input", ValueType(batchOf: sample, dtype))], nodes: nodes, outputs: [last])
  }

  /// Whether a text can name a node: it becomes part of parameter names and is printed.
  static func isName(_ name: String) -> Bool {
    let bytes = name.utf8
    return (1...128).contains(bytes.count)
      && bytes.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "/"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}

/// Names nodes by the kind of their layer and its ordinal, counted from 1 over all of that kind.
struct NodeNames {
  private var counts: [String: Int] = [:]

  mutating func name(for layer: AnyLayer, given: String?) -> String {
    let ordinal = counts[layer.kind, default: 0] + 1
    counts[layer.kind] = ordinal
    return given ?? "\(layer.kind)\(ordinal)"
  }
}
