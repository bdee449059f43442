import StrataTensor

extension Explanation {
  /// One number of a parameter, and the way from the error to it.
  public struct Weight: Hashable, Sendable {
    /// A neuron that the weight leads to: one link of the chain rule.
    public struct Link: Hashable, Sendable {
      /// The neuron.
      public let neuron: Neuron
      /// What the weight is multiplied by there: `input[0]`, `dense1[1]`; nil for a bias, which is
      /// multiplied by 1.
      public let source: String?
      /// ∂net/∂w: the value of the source, or 1.
      public let netByWeight: Derivative
    }

    /// Which number.
    public let place: Place
    /// w.
    public let value: Double
    /// ∂E/∂w: the sum over the links of ∂E/∂out · ∂out/∂net · ∂net/∂w.
    public let gradient: Derivative
    /// w − η · ∂E/∂w.
    public let updated: Double
    /// The neurons that it leads to: one, unless a layer has several rows or shares its weights; none
    /// for a parameter of other than dense layers.
    public let links: [Link]
  }

  /// What a neuron behind another hands back to it: δ · w.
  public struct Term: Hashable, Sendable {
    /// The neuron behind.
    public let neuron: Neuron
    /// The weight between the two.
    public let place: Place
    /// Its value.
    public let weight: Double
  }

  /// A number of a parameter, with the way from the error to it.
  /// - Throws: ``TrainingError/argument(_:expected:got:)`` for a parameter or a place that is not there.
  public func weight(at place: Place) throws(TrainingError) -> Weight {
    let (parameter, element) = try Self.find(
      place, in: parameters.map { (name: $0.name, shape: $0.shape) })
    let found = parameters[parameter]
    return Weight(
      place: place, value: found.value[element],
      gradient: Derivative(found.gradient[element], check: found.numericGradient[element]),
      updated: found.updated[element], links: links(found, element))
  }

  /// Where a place is in a list of parameters.
  static func find(
    _ place: Place, in parameters: [(name: String, shape: Shape)]
  ) throws(TrainingError) -> (parameter: Int, element: Int) {
    guard let index = parameters.firstIndex(where: { $0.name == place.parameter }) else {
      let (most, names) = (12, parameters.map(\.name))
      let more = names.count > most ? " and \(names.count - most) more" : ""
      throw .argument(
        "weight",
        expected: "one of " + names.prefix(most).joined(separator: ", ") + more,
        got: "'\(place.parameter)'")
    }
    let shape = parameters[index].shape
    guard let element = shape.element(at: place.index) else {
      let (first, last) = (shape.array.map { _ in 0 }, shape.array.map { $0 - 1 })
      throw .argument(
        "weight",
        expected: shape.count == 0
          ? "a parameter with values"
          : "a place from \(Place(place.parameter, first)) to \(Place(place.parameter, last))",
        got: "\(place)")
    }
    return (index, element)
  }

  private func links(_ parameter: Parameter, _ element: Int) -> [Weight.Link] {
    var links: [Weight.Link] = []
    for layer in layers {
      guard !layer.neurons.isEmpty, let role = layer.parameters.firstIndex(of: parameter.name),
        let edge = layer.inputs.first, let input = values(at: edge)
      else { continue }
      let (units, features) = (layer.outputs[0].shape.columns, input.shape.columns)
      for row in 0..<layer.neurons.count / units {
        let neuron = layer.neurons[row * units + element % units]
        let source = role == 0 ? row * features + element / units : nil
        links.append(
          Weight.Link(
            neuron: neuron, source: source.map(input.name(of:)),
            netByWeight: Derivative(
              source.map { input.elements[$0] } ?? 1,
              check: netByWeight(layer, input, parameter.name, element, row: row))))
      }
    }
    return links
  }

  /// A neuron's sum, moved by one of its weights or its bias up and down.
  private func netByWeight(
    _ layer: Layer, _ input: Values, _ name: String, _ element: Int, row: Int
  ) -> Double? {
    let own = layer.parameters.compactMap { parameter($0) }
    guard let moved = own.first(where: { $0.name == name }) else { return nil }
    let (units, features) = (layer.outputs[0].shape.columns, input.shape.columns)
    let unit = element % units
    let move = CentralDifference(at: moved.value[element])
    func net(_ value: Double) -> Double {
      func current(_ parameter: Parameter, _ place: Int) -> Double {
        parameter.name == name && place == element ? value : parameter.value[place]
      }
      var sum = own.count > 1 ? current(own[1], unit) : 0
      for feature in 0..<features {
        sum += input.elements[row * features + feature] * current(own[0], feature * units + unit)
      }
      return sum
    }
    return move.quotient(net(move.above), net(move.below))
  }

  /// What ∂E/∂out of a neuron is the sum of, if its output goes to one dense layer and nowhere else;
  /// nil otherwise: the value then comes from the loss, or from several layers or other ones.
  /// - Parameters:
  ///   - element: Which neuron of the layer.
  ///   - layer: A dense layer.
  /// - Precondition: `element` is in `0..<layer.neurons.count`.
  public func terms(behind element: Int, of layer: Layer) -> [Term]? {
    guard let edge = layer.neuronOutput, !outputs.contains(where: { $0.values.edge == edge }) else {
      return nil
    }
    let readers = layers.filter { $0.inputs.contains(edge) }
    guard readers.count == 1, readers[0].inputs == [edge], !readers[0].neurons.isEmpty,
      let weight = parameter(readers[0].parameters[0])
    else { return nil }
    let (units, next) = (layer.outputs[0].shape.columns, readers[0].outputs[0].shape.columns)
    let (row, unit) = (element / units, element % units)
    return (0..<next).map { other in
      Term(
        neuron: readers[0].neurons[row * next + other], place: Place(weight.name, [unit, other]),
        weight: weight.value[unit * next + other])
    }
  }
}
