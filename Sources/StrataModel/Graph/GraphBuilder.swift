public import StrataLayers
public import StrataTensor

/// Builds a network by name, for what is no chain.
///
/// ```swift
/// var graph = GraphBuilder()
/// let image = graph.input("image", [784])
/// let hidden = graph.add(Dense(64, activation: .tanh), to: image)
/// let mean = graph.add(Dense(2), to: hidden, name: "mean")
/// let spread = graph.add(Dense(2), to: hidden, name: "spread")
/// graph.output(mean, spread)
/// let model = try Model(graph.architecture())
/// ```
public struct GraphBuilder: Sendable {
  private var inputs: [Architecture.Input] = []
  private var nodes: [Node] = []
  private var outputs: [Edge] = []
  private var names = NodeNames()

  /// An empty graph.
  public init() {}

  /// Adds a value that comes from outside.
  /// - Parameters:
  ///   - name: A name of its own.
  ///   - sample: The shape of one sample, without the batch.
  ///   - dtype: What its numbers are: `float32`, or `int32` for whole numbers, such as those of words.
  public mutating func input(
    _ name: String = "input", _ sample: Shape, dtype: DType = .float32
  ) -> Edge {
    inputs.append(Architecture.Input(name, ValueType(batchOf: sample, dtype)))
    return Edge(name)
  }

  /// Adds a layer behind one or more values.
  /// - Parameters:
  ///   - layer: What computes.
  ///   - sources: Where its inputs come from, in order.
  ///   - name: The node's name; the layer's kind and ordinal if none is given.
  ///   - other: A node whose parameters are shared.
  /// - Returns: The node's first output.
  @discardableResult
  public mutating func add(
    _ layer: some Layer, to sources: Edge..., name: String? = nil,
    sharingParametersOf other: Edge? = nil
  ) -> Edge {
    let any = AnyLayer(layer)
    // The other node may share somebody else's itself.
    let scope = other.map { other in
      nodes.first { $0.name == other.source }?.parameterScope ?? other.source
    }
    let node = Node(
      names.name(for: any, given: name), any, inputs: sources, parameterScope: scope)
    nodes.append(node)
    return Edge(node.name)
  }

  /// Makes values the network's outputs, in order.
  public mutating func output(_ values: Edge...) { outputs += values }

  /// The graph.
  /// - Throws: ``ModelError/graph(expected:got:)`` if it is none.
  public func architecture() throws(ModelError) -> Architecture {
    try Architecture(inputs: inputs, nodes: nodes, outputs: outputs)
  }
}
