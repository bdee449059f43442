import StrataLayers
public import StrataJSON
public import StrataModel
public import StrataPlugin

extension Architecture {
  /// The same network with an option of a layer changed, as if its description said so.
  ///
  /// ```swift
  /// let other = try network.setting("rate", of: "dropout1", to: 0.3, plugins: .standard)
  /// ```
  /// - Parameters:
  ///   - option: The option's name in a network file: `units`, `activation`, `rate`.
  ///   - node: The name of the layer's node: `dense1`.
  ///   - value: What a network file would say.
  ///   - plugins: Where the layer, and what the value names, are found.
  /// - Throws: `SearchError` for a node or option that is not there, a value that cannot be, and a layer
  ///   whose first values are given one by one, which its description does not hold; what
  ///   the network as a whole refuses, such as a share over 1, is found when a model is made of it.
  /// - Complexity: O(nodes), and the size of the layer's description.
  public func setting(
    _ option: String, of node: String, to value: JSONValue, plugins: PluginRegistry
  ) throws(SearchError) -> Architecture {
    guard let place = nodes.firstIndex(where: { $0.name == node }) else {
      throw .node(node, known: nodes.map(\.name))
    }
    var nodes = nodes
    let old = nodes[place]
    let described = DescribedLayer(old.layer)
    let layer: AnyLayer
    do {
      guard try described.reread(plugins: plugins).layer == old.layer else {
        throw SearchError.value(
          option, of: node, problem: "expected a layer whose first values are drawn, got given ones"
        )
      }
      layer = try described.setting(option, to: value, plugins: plugins).layer
    } catch let error as SearchError {
      throw error
    } catch let error as JSONError {
      if case .unknownKey(option, _) = error.problem {
        let known = try? described.options(plugins: plugins)
        throw .option(option, of: node, known: known ?? [])
      }
      throw .value(option, of: node, problem: error.problem.description)
    } catch {
      throw .value(option, of: node, problem: "\(error)")
    }
    nodes[place] = Node(node, layer, inputs: old.inputs, parameterScope: old.parameterScope)
    do {
      return try Architecture(inputs: inputs, nodes: nodes, outputs: outputs)
    } catch {
      throw .value(option, of: node, problem: error.description)
    }
  }
}

/// A layer as a network file describes it.
private struct DescribedLayer: Codable {
  let layer: AnyLayer

  init(_ layer: AnyLayer) { self.layer = layer }
  init(from decoder: any Decoder) throws { layer = try AnyLayer(from: decoder, beside: []) }
  func encode(to encoder: any Encoder) throws { try layer.encode(to: encoder) }

  /// What is read of what would be written: first values that are given one by one are not.
  func reread(plugins: PluginRegistry) throws -> DescribedLayer {
    try JSONReader.decode(
      DescribedLayer.self, from: .object(description), userInfo: plugins.userInfo)
  }

  func setting(
    _ option: String, to value: JSONValue, plugins: PluginRegistry
  ) throws -> DescribedLayer {
    var description = try description
    var options = description[layer.kind]?.object ?? JSONObject()
    options[option] = value
    description[layer.kind] = .object(options)
    return try JSONReader.decode(
      DescribedLayer.self, from: .object(description), userInfo: plugins.userInfo)
  }

  /// The options that the layer knows, by name.
  func options(plugins: PluginRegistry) throws -> [String] {
    try JSONReader.knownKeys(
      of: DescribedLayer.self, in: .object(description), at: [layer.kind],
      userInfo: plugins.userInfo)
  }

  /// `{"dense": {…}}`, with the version beside it where it is not 1.
  private var description: JSONObject {
    get throws {
      let value = try JSONReader.value(from: JSONWriter.encode(self))
      if let object = value.object { return object }
      // A bare name is a layer with nothing to configure.
      return [layer.kind: .object(JSONObject())]
    }
  }
}
