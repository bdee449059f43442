public import StrataLayers
import StrataTensor

/// What follows from an architecture: the type of every value and the parameters, in order.
public struct Signature: Sendable {
  /// A parameter: its full name and what the layer says of it.
  public struct Parameter: Sendable {
    /// Scope and name, such as `dense1.weight`.
    public let name: String
    /// What the layer says of it.
    public let spec: ParameterSpec
    /// Whether it stays as it is though the layer would change it.
    public fileprivate(set) var isFrozen = false
    /// Whether training changes it by its gradient.
    public var isTrained: Bool { spec.isTrainable && !isFrozen }
  }

  /// A node's part.
  struct NodePart: Sendable {
    let layer: any Layer
    let outputs: [ValueType]
    let saved: [ValueType]
    /// Where the node's parameters stand in `parameters`.
    let parameters: [Int]
  }

  /// The parameters that all nodes need, each once, in the order of the nodes.
  public private(set) var parameters: [Parameter]
  /// The types of the network's outputs.
  public let outputTypes: [ValueType]
  let nodes: [NodePart]

  /// Infers every type.
  /// - Throws: ``ModelError`` naming the node whose layer is unknown or cannot take its inputs.
  public init(_ architecture: Architecture) throws(ModelError) {
    var types: [String: [ValueType]] = [:]
    for input in architecture.inputs { types[input.name] = [input.type] }
    func type(_ edge: Edge, at place: String) throws(ModelError) -> ValueType {
      guard let outputs = types[edge.source], outputs.indices.contains(edge.output) else {
        throw .graph(
          expected: "\(place) to take an output that there is", got: "'\(edge)'")
      }
      return outputs[edge.output]
    }

    var parameters: [Parameter] = []
    var index: [String: Int] = [:]
    var parts: [NodePart] = []
    for node in architecture.nodes {
      var inputs: [ValueType] = []
      for edge in node.inputs { inputs.append(try type(edge, at: "node '\(node.name)'")) }
      do throws(LayerError) {
        let layer = try node.layer.resolved()
        let outputs = try layer.outputs(for: inputs)
        var own: [Int] = []
        for spec in try layer.parameters(for: inputs) {
          let name = "\(node.parameterScope).\(spec.name)"
          try spec.penalty?.check(node.layer.kind)
          _ = try spec.constraint.map { AnyConstraint($0) }?.resolved()
          if let shared = index[name] {
            try Self.check(spec, shares: parameters[shared].spec, name)
            own.append(shared)
          } else {
            index[name] = parameters.count
            own.append(parameters.count)
            parameters.append(Parameter(name: name, spec: spec))
          }
        }
        parts.append(
          NodePart(
            layer: layer, outputs: outputs, saved: try layer.saved(for: inputs), parameters: own))
        types[node.name] = outputs
      } catch {
        throw .node(name: node.name, error)
      }
    }
    var outputTypes: [ValueType] = []
    for edge in architecture.outputs { outputTypes.append(try type(edge, at: "an output")) }
    self.parameters = parameters
    self.outputTypes = outputTypes
    self.nodes = parts
  }

  /// Refuses another shape, and a penalty or constraint that the first node does not have: it would
  /// count for nothing.
  private static func check(
    _ spec: ParameterSpec, shares first: ParameterSpec, _ name: String
  ) throws(LayerError) {
    let what = "shared parameter '\(name)'"
    guard first.shape == spec.shape else {
      throw LayerError(what, expected: "\(first.shape)", got: "\(spec.shape)")
    }
    guard spec.penalty == nil || spec.penalty == first.penalty,
      spec.constraint == nil
        || spec.constraint.map({ AnyConstraint($0) }) == first.constraint.map({ AnyConstraint($0) })
    else {
      throw LayerError(
        what, expected: "the penalty and constraint of the node whose it is", got: "others")
    }
  }

  /// Refuses parameters that are not just those that the layers need, in their order.
  /// - Throws: ``ModelError/parameters(expected:got:)`` for the first that is another.
  package func check(
    _ got: [(name: String, dimensions: [Int])]
  ) throws(ModelError) {
    guard got.count == parameters.count else {
      throw .parameters(expected: "\(parameters.count) tensors", got: "\(got.count)")
    }
    for (expected, got) in zip(parameters, got)
    where got.name != expected.name || got.dimensions != expected.spec.shape.array {
      throw .parameters(
        expected: "'\(expected.name)' \(expected.spec.shape)",
        got: "'\(got.name)' \(got.dimensions)")
    }
  }

  /// The same, where some parameters stay as they are: no gradient of theirs is computed.
  /// - Parameter isFrozen: Says so, by a parameter's full name.
  public func freezing(_ isFrozen: (String) -> Bool) -> Signature {
    var signature = self
    for index in parameters.indices where isFrozen(parameters[index].name) {
      signature.parameters[index].isFrozen = true
    }
    return signature
  }

  /// The type of a node's first output, for tables.
  public func outputType(ofNode index: Int) -> ValueType? { nodes[index].outputs.first }

  /// How many values a node's own parameters have; 0 where it uses another node's.
  public func parameterCount(ofNode index: Int) -> Int {
    nodes[index].parameters.reduce(0) { sum, parameter in
      let first = nodes.firstIndex { $0.parameters.contains(parameter) }
      return first == index ? sum + parameters[parameter].spec.shape.count : sum
    }
  }
}
