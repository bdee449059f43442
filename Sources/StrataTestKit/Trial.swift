import StrataLayers
import StrataModel
import StrataTensor

/// A network laid out for a batch of given inputs, to be run forward and back in one number type.
struct Trial<T: Real> {
  /// All that one run gave.
  struct Result {
    var outputs: [[T]] = []
    var inputGradients: [[T]] = []
    var parameterGradients: [[T]] = []
    /// The parameters that are not trained, as the run left them; empty for the others.
    var buffers: [[T]] = []
  }

  let subject: String
  let plan: Plan<T>
  let parameters: ParameterStore<T>
  private let gradients: ParameterStore<T>
  /// The inputs that have gradients, in order: their names and their places among all.
  let differentiable: [(name: String, place: Int)]
  /// What the parameters that are not trained begin each run with.
  private let initialBuffers: [(index: Int, values: TensorView<T>)]
  /// Each parameter's name, and whether it is trained.
  let parameterList: [(name: String, isTrainable: Bool)]

  /// - Parameters:
  ///   - subject: What the network stands for in messages.
  ///   - model: The network with the values to compute with.
  ///   - inputs: A tensor for each input, [batch] + the shape of a sample.
  ///   - wantsInputGradients: Whether the way back goes to the inputs.
  ///   - workers: The threads.
  init(
    _ subject: String, _ model: Model, _ inputs: [Tensor<Float>],
    inputGradients wantsInputGradients: Bool = true, workers: WorkerPool = .single
  ) throws(CheckFailure) {
    self.subject = subject
    differentiable = model.architecture.inputs.enumerated()
      .filter { $1.type.dtype == .float32 }.map { ($1.name, $0) }
    do {
      let signature = try model.signature()
      parameterList = signature.parameters.map { ($0.name, $0.spec.isTrainable) }
      parameters = ParameterStore(model.parameters)
      gradients = ParameterStore(shapes: model.parameters.map(\.tensor.shape))
      initialBuffers = parameterList.indices.filter { !signature.parameters[$0].spec.isTrainable }
        .map { ($0, TensorView(widening: model.parameters[$0].tensor)) }
      plan = try Plan(
        model.architecture, signature, batch: inputs[0].rowCount, parameters: parameters,
        gradients: gradients, inputGradients: wantsInputGradients, workers: workers)
    } catch {
      throw CheckFailure(subject, "network", expected: "one that runs", got: error.description)
    }
    for (view, input) in zip(plan.inputs, inputs) { view.copy(from: TensorView(widening: input)) }
  }

  /// One way forward. The outputs are the sentinel before it, and what is not trained is as the
  /// model has it.
  func forward(_ mode: Mode) throws(CheckFailure) {
    for (index, values) in initialBuffers { parameters[index].copy(from: values) }
    for output in plan.outputs { output.fill(Sentinel.value()) }
    do {
      try FloatingPointEnvironment.pinned { () throws(ModelError) in
        try plan.forward(mode: mode, seed: 7, step: 3)
      }
    } catch {
      throw CheckFailure(
        subject, "forward", expected: "outputs for its own inputs", got: error.description)
    }
  }

  /// What is not trained, as the last run left it; empty for the other parameters.
  var buffers: [[T]] {
    parameterList.indices.map {
      parameterList[$0].isTrainable ? [] : parameters[$0].tensor.elements
    }
  }

  /// Whether the last run changed something that is not trained.
  var hasChangedBuffers: Bool {
    initialBuffers.contains { index, values in
      parameters[index].tensor.elements != values.tensor.elements
    }
  }

  /// Forward and back while training.
  func run(_ objective: some Objective) throws(CheckFailure) -> Result {
    try forward(.training)
    let (outputs, buffers) = (plan.outputs.map(\.tensor.elements), buffers)
    for index in 0..<gradients.count { gradients[index].fill(Sentinel.value()) }
    for gradient in plan.inputGradients { gradient.fill(Sentinel.value()) }
    do {
      try FloatingPointEnvironment.pinned { () throws(ModelError) in
        objective.gradient(plan.outputs.map(\.readOnly), into: plan.outputGradients)
        try plan.backward()
      }
    } catch {
      throw CheckFailure(
        subject, "backward", expected: "gradients for its own inputs", got: error.description)
    }
    return Result(
      outputs: outputs, inputGradients: plan.inputGradients.map(\.tensor.elements),
      parameterGradients: (0..<gradients.count).map { gradients[$0].tensor.elements },
      buffers: buffers)
  }
}

extension Trial where T == Double {
  /// Compares every gradient with difference quotients.
  func checkGradients(
    _ objective: some Objective, _ tolerances: Tolerances
  ) throws(CheckFailure) {
    let first = try run(objective)
    let compare = Comparison(subject: subject, tolerances: tolerances)
    // Once more over what the first run left behind.
    let result = try run(objective)
    for (first, again) in zip(
      first.inputGradients + first.parameterGradients,
      result.inputGradients + result.parameterGradients)
    {
      try compare.sameBits("gradient a second time", again, first)
    }
    let quotient = DifferenceQuotient(subject: subject, tolerances: tolerances)
    func value() throws(CheckFailure) -> (value: Double, size: Double) {
      try forward(.training)
      return objective.value(plan.outputs.map(\.readOnly))
    }
    for (input, gradient) in zip(differentiable, result.inputGradients) {
      try compare.written("gradient of '\(input.name)'", gradient)
      try quotient.check(input.name, plan.inputs[input.place], gradient: gradient, value)
    }
    for (index, parameter) in parameterList.enumerated() where parameter.isTrainable {
      let gradient = result.parameterGradients[index]
      try compare.written("gradient of '\(parameter.name)'", gradient)
      try quotient.check(parameter.name, parameters[index], gradient: gradient, value)
    }
  }
}
