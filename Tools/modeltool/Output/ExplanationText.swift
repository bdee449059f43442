import Strata

/// A step of backpropagation for people, in the order in which a teacher would write it.
struct ExplanationText {
  /// What is explained, in words.
  let title: String
  /// The labels of the classes, if they are known.
  let labels: [String]?
  let explanation: Explanation
  let selection: ExplanationSelection

  /// The whole of it, as text or as Markdown.
  func page(isMarkdown: Bool) throws -> String {
    var page = Page(isMarkdown: isMarkdown)
    page.heading("Backpropagation, step by step", level: 1)
    page.paragraph(title)
    if !selection.isAll { page.paragraph(choice) }
    page.heading("Forward")
    page.lines(explanation.inputs.flatMap(line))
    for layer in explanation.layers where selection.shows(layer) { forward(layer, &page) }
    page.heading("Error")
    for output in explanation.outputs { error(output, &page) }
    page.lines(total)
    page.heading("Backward")
    page.paragraph(
      "From the last layer to the first. The δ = ∂E/∂net of each neuron is computed once, and the "
        + "layers before it use it. Behind a derivative stands its check, a central difference.")
    for layer in explanation.layers.reversed() where selection.shows(layer) {
      try backward(layer, &page)
    }
    page.heading("After the step")
    page.paragraph(
      "All weights change at once, from their values before the step: E goes from "
        + "\(Formula.computed(explanation.loss)) to \(Formula.computed(explanation.updatedLoss)).")
    return page.text
  }

  private var choice: String {
    let count = explanation.parameters.reduce(0) { $0 + $1.value.count }
    let shown = Numbers.counted(selection.places.count, "weight")
    return "Shown is what belongs to \(shown) of \(Numbers.grouped(count)): "
      + selection.places.map(\.description).joined(separator: ", ")
      + ". --weight NAME[i,j] shows others, --format json has all."
  }

  private func line(_ values: Explanation.Values) -> [String] {
    let head = "\(values.edge) = "
    return Formula.wrapped(
      head + Formula.list(values.elements, Formula.given), indent: head.count)
  }

  // MARK: - Forward

  private func forward(_ layer: Explanation.Layer, _ page: inout Page) {
    guard let activation = layer.activation else {
      // Nothing new where the neurons before it end in this layer.
      if explanation.layers.contains(where: { $0.neuronOutput?.source == layer.name }) { return }
      let source = layer.inputs.map(\.description).joined(separator: ", ")
      page.lines(["\(layer.name): \(layer.kind) of \(source)"] + layer.outputs.flatMap(computed))
      return
    }
    let bias = layer.parameters.count > 1 ? " + b" : ""
    let function = Formula.value(of: activation)
    var name = activation == Identity.kind ? "" : "\(activation)(net)"
    if name != "", function != name { name += " = " }
    if function == name { name = "" }
    let shown = selection.neurons(of: layer)
    let width = shown.map { layer.neurons[$0].name.count }.max() ?? 0
    page.lines(
      ["\(layer.name): net = Σ x · w\(bias), out = \(name)\(function)"]
        + left(out: shown, of: layer) + [""] + shown.flatMap { forward($0, layer, width) })
  }

  private func computed(_ values: Explanation.Values) -> [String] {
    let head = "\(values.edge) = "
    return Formula.wrapped(
      head + Formula.list(values.elements, Formula.computed), indent: head.count)
  }

  private func left(out shown: [Int], of layer: Explanation.Layer) -> [String] {
    shown.count == layer.neurons.count
      ? [] : ["(\(shown.count) of \(Numbers.counted(layer.neurons.count, "neuron")))"]
  }

  private func forward(_ index: Int, _ layer: Explanation.Layer, _ width: Int) -> [String] {
    let neuron = layer.neurons[index]
    let (head, indent) = (padded(neuron.name, width) + "  ", width + 2)
    let sum = "net = \(sum(index, layer)) = \(Formula.computed(neuron.net))"
    return Formula.wrapped(head + sum, indent: indent + 4) + [
      padded("", indent) + "out = \(Formula.computed(neuron.out))"
    ]
  }

  /// A neuron's sum, term by term.
  private func sum(_ index: Int, _ layer: Explanation.Layer) -> String {
    let own = layer.parameters.compactMap { explanation.parameter($0) }
    guard let edge = layer.inputs.first, let input = explanation.values(at: edge),
      let weight = own.first
    else { return "Σ x · w" }
    let (units, features) = (weight.shape.columns, input.shape.columns)
    let (row, unit) = (index / units, index % units)
    guard features <= 16 else {
      return "Σ x · w\(own.count > 1 ? " + b" : "") over \(Numbers.grouped(features)) inputs"
    }
    let isGiven = explanation.inputs.contains { $0.edge == edge }
    var terms = (0..<features).map { feature in
      let x = input.elements[row * features + feature]
      let number = isGiven ? Formula.given(x) : Formula.computed(x)
      return "\(number) · \(Formula.given(weight.value[feature * units + unit]))"
    }
    if own.count > 1 { terms.append(Formula.given(own[1].value[unit])) }
    return Formula.sum(terms)
  }

  // MARK: - Error

  private func error(_ output: Explanation.Output, _ page: inout Page) {
    let (kind, outputs) = (output.lossFunction.kind, output.values.elements.count)
    var lines: [String] = []
    switch output.target {
    case .values(let values):
      lines += Formula.wrapped(
        "target = " + Formula.list(values, Formula.given), indent: 9)
    case .classNumber(let number):
      let label = labels.map { number < $0.count ? ", '\($0[number])'" : "" } ?? ""
      lines.append("target = class \(number)\(label): 1 there, 0 elsewhere")
    }
    lines += Formula.wrapped(
      "out    = " + Formula.list(output.values.elements, Formula.computed), indent: 9)
    lines.append("")
    let formula = LossFormula(output.lossFunction, outputs: outputs)
    if let smoothing = formula.smoothing { lines.append(smoothing) }
    lines.append(kind + (formula.value.map { " = \($0)" } ?? ""))
    if kind == MeanSquaredError.kind, case .values(let values) = output.target, outputs <= 8 {
      let squares = zip(values, output.values.elements).map {
        "(\(Formula.given($0)) − \(Formula.computed($1)))²"
      }
      lines += Formula.wrapped(
        "  = (\(squares.joined(separator: " + "))) / \(outputs)", indent: 5)
    }
    lines.append("  = \(Formula.computed(output.loss))")
    page.lines(lines)
  }

  private var total: [String] {
    var lines: [String] = []
    if explanation.outputs.count > 1 || explanation.outputs[0].weight != 1 {
      let terms = explanation.outputs.map {
        "\(Formula.given($0.weight)) · \(Formula.computed($0.loss))"
      }
      lines += Formula.wrapped(
        "E = \(Formula.sum(terms)) = \(Formula.computed(explanation.loss))", indent: 4)
    } else {
      lines.append("E = \(Formula.computed(explanation.loss))")
    }
    if let half = explanation.halfSquaredError, let factor = explanation.halfSquaredErrorFactor {
      lines.append("")
      lines.append(
        "½ Σ (target − out)² = \(Formula.computed(half)), as many textbooks have it: E and every "
          + "derivative × \(Formula.given(factor))")
    }
    return lines
  }

  // MARK: - Backward

  private func backward(_ layer: Explanation.Layer, _ page: inout Page) throws {
    let parameters = layer.parameters.compactMap { explanation.parameter($0) }
      .filter { parameter in
        // Shared by several nodes, it stands at the first of them.
        explanation.layers.first { $0.parameters.contains(parameter.name) }?.name == layer.name
          && !selection.places(of: parameter).isEmpty
      }
    if layer.neurons.isEmpty {
      let isShown = explanation.layers.contains { $0.neuronOutput?.source == layer.name }
      if let gradients = layer.outputGradients, !isShown {
        let head = "∂E/∂\(layer.name) = "
        page.lines(
          gradients.flatMap {
            Formula.wrapped(head + Formula.list($0, Formula.computed), indent: head.count)
          })
      }
    } else {
      ExplanationNeurons(explanation: explanation, layer: layer)
        .write(selection.neurons(of: layer), to: &page)
    }
    for parameter in parameters {
      try ExplanationWeights(explanation: explanation, layer: layer, showsWay: !selection.isAll)
        .write(selection.places(of: parameter), to: &page)
    }
  }
}
