import Strata

/// The derivatives of weights, factor by factor, and their new values.
struct ExplanationWeights {
  let explanation: Explanation
  let layer: Explanation.Layer
  /// Whether the way from the error to each weight is told.
  let showsWay: Bool

  func write(_ places: [Explanation.Place], to page: inout Page) throws {
    let weights = try places.map { try explanation.weight(at: $0) }
    if page.isMarkdown { return page.table(table(weights)) }
    let hasSlope = weights.allSatisfy { $0.links.allSatisfy { $0.neuron.outByNet != nil } }
    let rate = Formula.given(explanation.learningRate)
    var lines = CheckedLines()
    let name = places.first?.parameter ?? ""
    if layer.neurons.isEmpty {
      lines.add("\(name): ∂E/∂w by the layer's own rule")
    } else {
      lines.add(
        "\(name): ∂E/∂w = \(hasSlope ? "∂E/∂out · ∂out/∂net" : "δ") · ∂net/∂w, w′ = w − η · ∂E/∂w")
    }
    for weight in weights {
      let head = Explanation.Place("", weight.place.index).description
      let space = String(repeating: " ", count: head.count)
      if showsWay { lines.add("  \(head)  \(way(to: weight))") }
      let factors = Formula.sum(weight.links.map(factors))
      let start = showsWay ? space : head
      lines.add("  \(start)  ∂E/∂w\(factors.isEmpty ? "" : " = \(factors)")", weight.gradient)
      lines.add(
        "  \(space)  w′    = \(Formula.given(weight.value)) − \(rate) · "
          + "\(Formula.computed(weight.gradient.value)) = \(Formula.computed(weight.updated))")
    }
    page.lines(lines.lines)
  }

  private func factors(_ link: Explanation.Weight.Link) -> String {
    let first = link.neuron.outByNet.map {
      "\(Formula.computed(link.neuron.errorByOut.value)) · \(Formula.slope($0.value))"
    }
    let last =
      link.source == nil ? "1" : number(link.netByWeight.value, link.source)
    return "\(first ?? Formula.computed(link.neuron.delta.value)) · \(last)"
  }

  private func number(_ value: Double, _ source: String?) -> String {
    let isGiven = explanation.inputs.contains { source?.hasPrefix("\($0.edge)[") == true }
    return isGiven ? Formula.given(value) : Formula.computed(value)
  }

  /// What lies between the error and a weight: the layers behind, the neuron, the source.
  private func way(to weight: Explanation.Weight) -> String {
    guard let link = weight.links.first else { return "E → \(layer.name)" }
    var behind: [String] = []
    var edges = Set(layer.outputs.map(\.edge))
    for next in explanation.layers where next.inputs.contains(where: edges.contains) {
      behind.append(next.name)
      edges.formUnion(next.outputs.map(\.edge))
    }
    let most = 6
    let names =
      behind.count > most ? [behind[behind.count - 1], "…", behind[0]] : behind.reversed()
    let neurons = weight.links.count > 1 ? "\(weight.links.count) neurons" : link.neuron.name
    return (["E"] + names + [neurons]).joined(separator: " → ") + " ← " + (link.source ?? "1")
  }

  private func table(_ weights: [Explanation.Weight]) -> TextTable {
    var table = TextTable(
      ["weight", "∂E/∂out", "∂out/∂net", "∂net/∂w", "∂E/∂w", "check", "w", "w′"],
      right: Set(1..<8))
    for weight in weights {
      let link = weight.links.count == 1 ? weight.links[0] : nil
      let numbers = [
        link?.neuron.errorByOut.value, link?.neuron.outByNet?.value, link?.netByWeight.value,
        weight.gradient.value, weight.gradient.check,
      ].map { $0.map(Formula.computed) ?? "" }
      table.add(
        [weight.place.description] + numbers
          + [Formula.given(weight.value), Formula.computed(weight.updated)])
    }
    return table
  }
}
