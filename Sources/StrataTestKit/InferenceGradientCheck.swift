import StrataLayers
import StrataModel
import StrataTensor

/// Checks the derivatives of inference, which explanations show: random layers pass on, statistics
/// that run along are constants.
struct InferenceGradientCheck {
  let subject: String
  let tolerances: Tolerances
  private let model: Model
  private let walk: Walk

  /// - Parameters:
  ///   - subject: What the network stands for in messages.
  ///   - model: The network with the values to compute with.
  ///   - inputs: A tensor for each input, [batch] + the shape of a sample.
  ///   - tolerances: How near is near.
  init(
    _ subject: String, _ model: Model, _ inputs: [Tensor<Float>], _ tolerances: Tolerances
  ) throws(CheckFailure) {
    self.subject = subject
    self.model = model
    self.tolerances = tolerances
    do throws(ModelError) {
      walk = try Walk(model, batch: inputs[0].rowCount, inputGradients: true)
    } catch {
      throw CheckFailure(subject, "network", expected: "one that runs", got: error.description)
    }
    for (input, values) in zip(model.architecture.inputs, inputs) {
      walk.value(Edge(input.name)).copy(from: TensorView(widening: values))
    }
  }

  private var outputs: [TensorView<Double>] {
    model.architecture.outputs.map { walk.value($0).readOnly }
  }

  private func run(
    _ direction: String, _ body: () throws(ModelError) -> Void
  ) throws(CheckFailure) {
    do throws(ModelError) {
      try FloatingPointEnvironment.pinned(body)
    } catch {
      throw CheckFailure(
        subject, "\(direction) in inference", expected: "values for its own inputs",
        got: error.description)
    }
  }

  /// Compares every gradient with difference quotients.
  func check(seed: UInt64) throws(CheckFailure) {
    let objective = LinearObjective(outputs.map(\.shape), seed: seed)
    try run("forward") { () throws(ModelError) in try walk.forward() }
    objective.gradient(outputs, into: model.architecture.outputs.map { walk.gradient($0) })
    try run("backward") { () throws(ModelError) in try walk.backward() }
    let quotient = DifferenceQuotient(subject: subject, tolerances: tolerances)
    func value() throws(CheckFailure) -> (value: Double, size: Double) {
      try run("forward") { () throws(ModelError) in try walk.forward() }
      return objective.value(outputs)
    }
    for input in model.architecture.inputs where input.type.dtype == .float32 {
      let edge = Edge(input.name)
      try quotient.check(
        "\(input.name) in inference", walk.value(edge),
        gradient: walk.gradient(edge).tensor.elements, value)
    }
    for (index, parameter) in model.parameters.enumerated() where parameter.isTrainable {
      try quotient.check(
        "\(parameter.name) in inference", walk.parameters[index],
        gradient: walk.gradients[index].tensor.elements, value)
    }
  }
}
