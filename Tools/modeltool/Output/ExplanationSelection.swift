import Strata

/// What of an explanation is shown to people: all of a small network, of others what belongs to some
/// weights.
struct ExplanationSelection {
  /// The most parameters that are shown without being asked for.
  static let most = 64
  /// How many weights of each parameter stand for a large network.
  static let perParameter = 2
  /// The most neurons of a layer that only hands back.
  private static let neuronsBehind = 8

  /// Whether everything is shown.
  let isAll: Bool
  /// The weights that are shown, in the order asked for.
  let places: [Explanation.Place]
  private var neurons: [String: [Int]] = [:]

  /// - Parameters:
  ///   - explanation: What there is to show.
  ///   - asked: The weights that were asked for; none for a choice.
  init(_ explanation: Explanation, asked: [Explanation.Place]) throws {
    let count = explanation.parameters.reduce(0) { $0 + $1.value.count }
    isAll = asked.isEmpty && count <= Self.most
    if isAll {
      places = []
    } else if asked.isEmpty {
      places = explanation.parameters.flatMap { $0.largest(Self.perParameter) }
    } else {
      places = asked
    }
    for place in places {
      let links = try explanation.weight(at: place).links
      for layer in explanation.layers {
        let own = layer.neurons.indices.filter { index in
          links.contains { $0.neuron.name == layer.neurons[index].name }
        }
        if !own.isEmpty { add(own, layer) }
      }
    }
    // What hands back to them: the neurons of the layers behind, those of the largest δ.
    let first = explanation.layers.firstIndex { layer in
      neurons[layer.name] != nil || places.contains { layer.parameters.contains($0.parameter) }
    }
    for layer in explanation.layers[(first ?? explanation.layers.count)...]
    where !isAll && !layer.neurons.isEmpty {
      let order = layer.neurons.indices.sorted { a, b in
        let (first, second) = (layer.neurons[a].delta.value, layer.neurons[b].delta.value)
        return (second.magnitude, a) < (first.magnitude, b)
      }
      if layer.neurons.count <= Self.neuronsBehind {
        add(Array(layer.neurons.indices), layer)
      } else if layer.name != explanation.layers[first ?? 0].name {
        add(Array(order.prefix(Self.neuronsBehind / 2)), layer)
      }
    }
  }

  private mutating func add(_ indices: [Int], _ layer: Explanation.Layer) {
    neurons[layer.name] = Set(neurons[layer.name, default: []] + indices).sorted()
  }

  /// What must be checked for all that is shown.
  func checks(in explanation: Explanation) -> Explanation.Checks {
    guard !isAll else { return .all }
    let names = explanation.layers.flatMap { layer in
      neurons(of: layer).map { layer.neurons[$0].name }
    }
    return .only(places, neurons: Set(names))
  }

  /// The neurons of a layer that are shown.
  func neurons(of layer: Explanation.Layer) -> [Int] {
    isAll ? Array(layer.neurons.indices) : neurons[layer.name] ?? []
  }

  /// The places of a parameter that are shown, in the order of the parameter.
  func places(of parameter: Explanation.Parameter) -> [Explanation.Place] {
    if isAll { return parameter.places }
    return places.filter { $0.parameter == parameter.name }
  }

  /// The layers that are shown: all, or those that a weight leads to and those behind.
  func shows(_ layer: Explanation.Layer) -> Bool {
    isAll || neurons[layer.name] != nil
      || places.contains { layer.parameters.contains($0.parameter) }
  }
}
