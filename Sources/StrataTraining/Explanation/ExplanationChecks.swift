import StrataModel
import StrataTensor

/// Which derivatives are computed a second time, as places in a model.
struct ExplanationChecks {
  private let elements: [Int: Set<Int>]
  /// Whether it is all of them.
  let isAll: Bool

  /// - Throws: ``TrainingError/argument(_:expected:got:)`` for a place that the model has not.
  init(_ checks: Explanation.Checks, _ model: Model) throws(TrainingError) {
    guard case .only(let places) = checks else {
      (elements, isAll) = ([:], true)
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
    (self.elements, isAll) = (elements, false)
  }

  /// Whether the derivative of an element of a parameter is one of them.
  func contains(_ parameter: Int, _ element: Int) -> Bool {
    isAll || elements[parameter]?.contains(element) == true
  }

  /// Whether a parameter's elements at such a place in a row of `columns` are.
  func contains(_ parameter: Int, column: Int, of columns: Int) -> Bool {
    isAll || elements[parameter]?.contains { $0 % columns == column } == true
  }
}
