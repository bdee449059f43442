import Strata

/// The derivatives at the neurons of a dense layer: what is handed back, the slope, δ.
struct ExplanationNeurons {
  let explanation: Explanation
  let layer: Explanation.Layer
  /// The most terms of a sum that are written out.
  private static let most = 6

  func write(_ shown: [Int], to page: inout Page) {
    let activation = layer.activation ?? Identity.kind
    page.heading(layer.name, level: 3)
    if page.isMarkdown { return page.table(table(shown)) }
    let width = shown.map { layer.neurons[$0].name.count }.max() ?? 0
    var lines = CheckedLines()
    for index in shown {
      let neuron = layer.neurons[index]
      let space = padded("", width)
      lines.add("\(padded(neuron.name, width))  ∂E/∂out   = \(origin(index))", neuron.errorByOut)
      if activation == Identity.kind {
        lines.add("\(space)  δ         = ∂E/∂out", neuron.delta)
      } else if let slope = neuron.outByNet {
        lines.add(
          "\(space)  ∂out/∂net = \(Formula.slope(of: activation)) = \(Formula.slope(slope.value))",
          slope.check)
        lines.add(
          "\(space)  δ         = \(Formula.computed(neuron.errorByOut.value)) · "
            + Formula.slope(slope.value), neuron.delta)
      } else {
        lines.add(
          "\(space)  δ         = Σ ∂E/∂out · ∂out/∂net over all outputs of \(activation)",
          neuron.delta)
      }
    }
    page.lines(lines.lines)
  }

  private func table(_ shown: [Int]) -> TextTable {
    var table = TextTable(
      ["neuron", "∂E/∂out", "check", "∂out/∂net", "check", "δ", "check"], right: Set(1..<7))
    for index in shown {
      let neuron = layer.neurons[index]
      let cells = [neuron.errorByOut, neuron.outByNet, neuron.delta].flatMap {
        [$0?.value, $0?.check].map { $0.map(Formula.computed) ?? "" }
      }
      table.add([neuron.name] + cells)
    }
    return table
  }

  /// Where ∂E/∂out comes from.
  private func origin(_ index: Int) -> String {
    if let terms = explanation.terms(behind: index, of: layer) {
      guard terms.count <= Self.most else {
        return "Σ δ · w over \(Numbers.grouped(terms.count)) neurons behind"
      }
      return Formula.sum(
        terms.map { "\(Formula.computed($0.neuron.delta.value)) · \(Formula.given($0.weight))" })
    }
    guard let edge = layer.neuronOutput else { return "" }
    let readers = explanation.layers.filter { $0.inputs.contains(edge) }.map(\.name)
    let output = explanation.outputs.first { $0.values.edge == edge }
    if let output, readers.isEmpty {
      let count = output.values.elements.count
      let factor = output.weight == 1 ? "" : "\(Formula.given(output.weight)) · "
      return factor
        + (LossFormula(output.lossFunction, outputs: count).slope
          ?? "∂\(output.lossFunction.kind)/∂out")
    }
    return "handed back by "
      + ((output == nil ? [] : ["the error"]) + readers).joined(separator: ", ")
  }
}
