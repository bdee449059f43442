import StrataModel
import StrataTensor

/// Which derivatives are computed a second time, as places in a model.
struct ExplanationChecks {
  private let elements: [Int: Set<Int>]
  private let neurons: Set<String>
  /// Whether it is all of them.
  let isAll: Bool

  /// - Throws: ``TrainingError/argument(_:expected:got:)`` for a place that the model has not.
  init(_ checks: Explanation.Checks, _ model: Model) throws(TrainingError) {
    guard case .only(let places, let neurons) = checks else {
      (elements, neurons, isAll) = ([:], [], true)
      return
    }
    let trained = model.parameters.indices.filter { model.parameters[$0].isTrainable }
    let shapes = trained.map {
      (name: model.parameters[$0].name, shape: model.parameters[$0].tensor.shape)
    }
    var elements: [Int: Set<Int>] = [:]
    for place in places {
      let (parameter, element) = try Explanation.find(place, in: shapes)
      elements[trained[parameter], default: []].insert(element)
    }
    (self.elements, self.neurons, isAll) = (elements, neurons, false)
  }

  /// Whether the derivative of an element of a parameter is one of them.
  func contains(_ parameter: Int, _ element: Int) -> Bool {
    isAll || elements[parameter]?.contains(element) == true
  }

  /// Whether those of a neuron are: it was named, or a place leads to it.
  /// - Parameters:
  ///   - name: The neuron's name.
  ///   - parameters: Its layer's weight and bias.
  ///   - unit: Its place among the `units` of a row.
  func containsNeuron(_ name: String, _ parameters: [Int], unit: Int, of units: Int) -> Bool {
    isAll || neurons.contains(name)
      || parameters.contains { elements[$0]?.contains { $0 % units == unit } == true }
  }
}
