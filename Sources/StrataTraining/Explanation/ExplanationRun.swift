import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor

/// Computes what an ``Explanation`` holds: the network in Double, one sample in it.
final class ExplanationRun {
  /// What an output has to do with the error.
  private struct Term {
    let edge: Edge
    let loss: any Loss
    let weight: Double
    let target: Explanation.Output.Target
    let targets: TargetView<Double>
    let outputs: TensorView<Double>
    let derivatives: MutableTensorView<Double>
    let room: MutableTensorView<Double>
  }

  let model: Model
  let walk: Walk
  private let sample: Dataset
  private var terms: [Term] = []
  private let arithmetic = Arithmetic<Double>()

  /// - Parameters:
  ///   - model: The network.
  ///   - losses: A loss for each output and how much it counts.
  ///   - sample: One sample.
  /// - Throws: ``TrainingError`` for what does not fit.
  init(
    _ model: Model, _ losses: [(loss: any Loss, weight: Double)], _ sample: Dataset
  ) throws(TrainingError) {
    self.model = model
    self.sample = sample
    let signature: Signature
    do throws(ModelError) {
      signature = try model.signature()
      walk = try Walk(model)
    } catch {
      throw .model(error)
    }
    try DataCheck(model, signature, losses.map(\.loss)).check(sample)
    for (index, parameter) in model.parameters.enumerated() {
      write(parameter.tensor, to: walk.parameters[index])
    }
    for (input, tensor) in zip(model.architecture.inputs, sample.inputList) {
      write(tensor, to: walk.value(Edge(input.name)))
    }
    for (output, (loss, weight)) in losses.enumerated() {
      let units = TargetUnits(
        losses.count == 1 ? model.preparation?.answering(loss.outputForm).target : nil,
        loss.outputForm)
      guard loss.targetsMayBeScaled || !units.areScaled else {
        throw .argument(
          "loss", expected: "one for standardised targets, as the model has",
          got: type(of: loss).kind)
      }
      terms.append(term(output, loss, weight, units))
    }
  }

  private func write(_ tensor: Tensor<Float>, to view: MutableTensorView<Double>) {
    for index in 0..<view.count { view[index] = Double(asWritten: tensor[index]) }
  }

  private func term(
    _ output: Int, _ loss: any Loss, _ weight: Double, _ units: TargetUnits
  ) -> Term {
    let edge = model.architecture.outputs[output]
    let value = walk.value(edge)
    let row: Shape = [1, value.count]
    let target: Explanation.Output.Target
    let targets: TargetView<Double>
    switch sample.targetList[output] {
    case .classes(let labels):
      target = .classNumber(Int(labels[0]))
      targets = .classes(TensorView(Tensor(labels)))
    case .values(let values):
      let scaled = Buffer<Float>(count: row.count).view(row)
      units.scale(TensorView(values).reshaped(to: row), into: scaled)
      let room = Buffer<Double>(count: row.count).view(row)
      write(scaled.tensor, to: room)
      target = .values(room.tensor.elements)
      targets = .values(room.readOnly)
    }
    return Term(
      edge: edge, loss: loss, weight: weight, target: target, targets: targets,
      outputs: value.readOnly.reshaped(to: row),
      derivatives: walk.gradient(edge).reshaped(to: row), room: Buffer(count: 1).view([1]))
  }

  /// The loss of an output, from what the network gives at present.
  private func loss(_ term: Term) -> Double {
    term.loss.losses(term.outputs, term.targets, into: term.room, arithmetic)
    return term.room[0]
  }

  /// E, from what the network gives at present.
  func error() -> Double {
    var sum = 0.0
    for (index, term) in terms.enumerated() {
      let loss = loss(term) * term.weight
      sum = index == 0 ? loss : sum + loss
    }
    return sum
  }

  /// What runs a part of the network, with its errors as those of a training.
  func run<Result>(_ body: () throws(ModelError) -> Result) throws(TrainingError) -> Result {
    do throws(ModelError) {
      return try body()
    } catch {
      throw .model(error)
    }
  }

  /// The whole of it.
  /// - Throws: ``TrainingError`` for a place that is not there and an error that is not finite.
  func explanation(
    _ rate: Double, _ checks: Explanation.Checks
  ) throws(TrainingError) -> Explanation {
    let chosen = try ExplanationChecks(checks, model)
    try run { () throws(ModelError) in try walk.forward() }
    let error = error()
    guard error.isFinite else {
      throw .data(expected: "a finite error", got: "\(error)")
    }
    for term in terms {
      term.loss.gradient(
        term.outputs, term.targets, scale: term.weight, into: term.derivatives, arithmetic)
    }
    let atOutputs = terms.map { $0.derivatives.tensor.elements }
    try run { () throws(ModelError) in try walk.backward() }

    let inputs = model.architecture.inputs.map { values(Edge($0.name)) }
    let layers = try self.layers(chosen)
    let outputs = try zip(terms, atOutputs).map { term, derivatives throws(TrainingError) in
      try output(term, derivatives, chosen)
    }
    let parameters = try self.parameters(rate, chosen)
    return Explanation(
      loss: error, halfSquaredError: halfSquaredError(error), learningRate: rate,
      updatedLoss: try updatedError(parameters), inputs: inputs, outputs: outputs, layers: layers,
      parameters: parameters)
  }

  private func halfSquaredError(_ error: Double) -> (value: Double, factor: Double)? {
    guard terms.count == 1, terms[0].loss is MeanSquaredError, terms[0].weight > 0 else {
      return nil
    }
    let factor = Double(terms[0].outputs.count) / (2 * terms[0].weight)
    return (error * factor, factor)
  }

  /// What stands on an edge at present.
  func values(_ edge: Edge) -> Explanation.Values {
    let view = walk.value(edge)
    // What is left of a shape is one.
    let shape = (try? Shape(view.shape.array.dropFirst())) ?? [view.count]
    return Explanation.Values(edge: edge, shape: shape, elements: view.tensor.elements)
  }

  private func output(
    _ term: Term, _ derivatives: [Double], _ checks: ExplanationChecks
  ) throws(TrainingError) -> Explanation.Output {
    let behind = walk.nodes(after: [term.edge])
    let view = walk.value(term.edge)
    var all: [Explanation.Derivative] = []
    for (element, value) in derivatives.enumerated() {
      let check = try checks.isAll ? self.check(view, element, behind) : nil
      all.append(Explanation.Derivative(value, check: check))
    }
    return Explanation.Output(
      values: values(term.edge), target: term.target, lossFunction: AnyPlugin(term.loss),
      weight: term.weight, loss: loss(term), derivatives: all)
  }

  /// E's central difference for one number, which is put back with all that depends on it.
  /// - Parameters:
  ///   - numbers: Where it is.
  ///   - element: Which of them.
  ///   - nodes: What must be computed again when it changes.
  ///   - first: What must be done before that.
  func check(
    _ numbers: MutableTensorView<Double>, _ element: Int, _ nodes: [Int],
    after first: () -> Void = {}
  ) throws(TrainingError) -> Double {
    let value = numbers[element]
    let move = CentralDifference(at: value)
    func error(at value: Double) throws(TrainingError) -> Double {
      numbers[element] = value
      first()
      try run { () throws(ModelError) in try walk.forward(nodes) }
      return self.error()
    }
    let (above, below) = (try error(at: move.above), try error(at: move.below))
    _ = try error(at: value)
    return move.quotient(above, below)
  }

  private func parameters(
    _ rate: Double, _ checks: ExplanationChecks
  ) throws(TrainingError) -> [Explanation.Parameter] {
    var parameters: [Explanation.Parameter] = []
    for (index, parameter) in model.parameters.enumerated() where walk.isTrained(index) {
      let (view, gradient) = (walk.parameters[index], walk.gradients[index].tensor.elements)
      let value = view.tensor.elements
      let behind = walk.nodes(after: [], parameter: index)
      var numeric: [Double?] = []
      numeric.reserveCapacity(value.count)
      for element in value.indices {
        numeric.append(
          try checks.contains(index, element) ? check(view, element, behind) : nil)
      }
      parameters.append(
        Explanation.Parameter(
          name: parameter.name, shape: parameter.tensor.shape, value: value, gradient: gradient,
          numericGradient: numeric, updated: zip(value, gradient).map { $0 - rate * $1 }))
    }
    return parameters
  }

  /// E after the step, which is taken back.
  private func updatedError(
    _ parameters: [Explanation.Parameter]
  ) throws(TrainingError) -> Double {
    func error(_ values: (Explanation.Parameter) -> [Double]) throws(TrainingError) -> Double {
      var trained = parameters[...]
      for index in model.parameters.indices where walk.isTrained(index) {
        guard let parameter = trained.popFirst() else { continue }
        walk.parameters[index].copy(from: values(parameter)[...])
      }
      try run { () throws(ModelError) in try walk.forward() }
      return self.error()
    }
    let updated = try error(\.updated)
    _ = try error(\.value)
    return updated
  }
}
