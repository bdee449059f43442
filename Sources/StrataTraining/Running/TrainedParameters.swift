import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor

/// A network's parameters while they are trained: their values, gradients and what the optimizer
/// remembers of them, and all that happens to them at a step.
///
/// Everything is laid out once: a step allocates nothing.
final class TrainedParameters {
  var optimizer: any Optimizer
  /// The single numbers that the optimizer remembers.
  var numbers: [Double]

  let signature: Signature
  let store: ParameterStore<Float>
  let gradients: ParameterStore<Float>
  /// The optimizer as what it is: one of the two.
  let fullBatch: (any FullBatchOptimizer)?
  private let elementwise: (any ElementwiseOptimizer)?
  /// What the full-batch optimizer is handed; kept for its memory.
  private var problem: FullBatchProblem<Float>?

  /// Where the trained parameters stand among all.
  let trained: [Int]
  /// A parameter's group, by the places of all parameters.
  private let groups: [ParameterGroup?]
  let slots: [ParameterStore<Float>]
  private let untrained: UntrainedParameters
  /// One for each trained parameter.
  private var updates: [ParameterUpdate<Float>]
  /// The step that the optimizer has begun.
  private var begun = 0
  /// The optimizer's step for the parameter whose gradient is used up as it is computed.
  private let recording = Recording<Float>()
  let arithmetic: Arithmetic<Float>
  /// What the layers ask of the parameters beside the loss.
  let bounds: ParameterBounds
  /// The running average of the weights, where there is one.
  let average: WeightAverage?
  /// The best weights so far, where they are kept.
  var best: ParameterStore<Float>?

  /// - Throws: ``TrainingError`` for a group that no parameter belongs to, and where nothing is left to
  ///   train.
  init(
    _ model: Model, _ signature: Signature, _ state: TrainingState, _ optimizer: any Optimizer,
    _ arithmetic: Arithmetic<Float>
  ) throws(TrainingError) {
    try TrainingState.checkLearningRate(optimizer.learningRate)
    let names = signature.parameters.map(\.name)
    for group in state.groups where !names.contains(where: group.contains) {
      throw .argument(
        "parameter group '\(group.pattern)'",
        expected: "a pattern for one of " + names.joined(separator: ", "), got: "none of them")
    }
    groups = names.map { name in state.groups.first { $0.contains(name) } }
    self.signature = signature.freezing { name in
      state.groups.first { $0.contains(name) }?.isFrozen ?? false
    }
    trained = self.signature.parameters.indices.filter { [signature = self.signature] in
      signature.parameters[$0].isTrained
    }
    guard !trained.isEmpty else {
      throw .argument("network", expected: "a parameter to train", got: "none")
    }
    self.optimizer = optimizer
    self.arithmetic = arithmetic
    elementwise = optimizer as? any ElementwiseOptimizer
    fullBatch = optimizer as? any FullBatchOptimizer
    guard elementwise != nil || fullBatch != nil else {
      throw .argument(
        "optimizer", expected: "one that moves parameters by themselves or all together",
        got: type(of: optimizer).kind)
    }
    if fullBatch != nil { try state.checkFullBatch() }
    numbers = optimizer.numbers.map { _ in 0 }
    let shapes = model.parameters.map(\.tensor.shape)
    store = ParameterStore(model.parameters)
    gradients = ParameterStore(shapes: shapes)
    slots = optimizer.slots.map { _ in ParameterStore(shapes: shapes) }
    untrained = UntrainedParameters(store, self.signature)
    bounds = ParameterBounds(self.signature, trained: trained, store, gradients: gradients)
    let numbers = numbers
    updates = trained.map { [store, gradients, slots] index in
      ParameterUpdate(
        parameter: store[index], gradient: gradients[index].readOnly,
        slots: slots.map { $0[index] }, step: 0, learningRate: 0, numbers: numbers,
        arithmetic: arithmetic)
    }
    average = state.averaging.map { [store, trained] decay in
      WeightAverage(decay: decay, trained.map { store[$0] })
    }
  }

  /// The gradients of the parameters that are trained.
  var trainedGradients: [MutableTensorView<Float>] { trained.map { gradients[$0] } }

  /// A parameter as it is handed out: averaged where there is an average.
  func handedOut(_ index: Int) -> MutableTensorView<Float> {
    trained.firstIndex(of: index).flatMap { average?.values[$0] } ?? store[index]
  }

  /// All parameters as they are handed out, by name.
  var tensors: [(name: String, tensor: Tensor<Float>)] {
    signature.parameters.indices.map { index in
      let view = handedOut(index)
      arithmetic.canonicalize(view)
      return (signature.parameters[index].name, view.tensor)
    }
  }

  /// Copies what no gradient moves, before a step.
  func keepUntrained() { untrained.keep() }
  /// Takes it back.
  func putBackUntrained() { untrained.putBack() }

  /// Multiplies all gradients.
  func scaleGradients(by factor: Float) {
    for index in trained {
      arithmetic.scale(gradients[index].readOnly, by: factor, into: gradients[index])
    }
  }

  // MARK: - Moving

  /// The step for one parameter, recorded, if it can be done as its gradient is computed.
  func recordedUpdate(
    of index: Int, step: Int, _ factor: Double
  ) -> Recording<Float>? {
    guard let elementwise, elementwise.isRecordable, !bounds.contains(index),
      let place = trained.firstIndex(of: index)
    else { return nil }
    begin(elementwise, step)
    let update = update(place, step, factor, Arithmetic(recording: recording))
    // The decay would be an operation more.
    guard update.weightDecay == 0 else { return nil }
    recording.removeAll()
    elementwise.apply(update)
    return recording
  }

  /// Moves all parameters from their gradients.
  /// - Parameters:
  ///   - step: The optimizer's step, from 1.
  ///   - factor: What the learning rate is multiplied by.
  ///   - moved: A parameter that has been moved already.
  func move(step: Int, _ factor: Double, except moved: Int?) {
    guard let elementwise else { return }
    begin(elementwise, step)
    for (place, index) in trained.enumerated() where index != moved {
      elementwise.apply(update(place, step, factor, arithmetic))
    }
    bounds.constrain(on: arithmetic)
    finishStep(step)
  }

  /// Lets an optimizer move all parameters together.
  /// - Parameter evaluate: The loss at the parameters as they are; fills the gradients.
  func move(
    by optimizer: any FullBatchOptimizer, step: Int, _ factor: Double,
    _ evaluate: @escaping () throws(TrainingError) -> Float
  ) throws(TrainingError) {
    let problem =
      problem
      ?? FullBatchProblem(
        parameters: trained.map { store[$0] }, gradients: trained.map { gradients[$0].readOnly },
        slots: slots.map { slot in trained.map { slot[$0] } }, numbers: numbers, step: step,
        learningRate: 0, arithmetic: arithmetic, objective: evaluate)
    self.problem = problem
    (problem.numbers, problem.step) = (numbers, step)
    problem.learningRate = optimizer.learningRate * factor
    problem.objective = evaluate
    // It holds whoever holds this.
    defer { problem.objective = { .nan } }
    try optimizer.step(problem)
    numbers = problem.numbers
    bounds.constrain(on: arithmetic)
    finishStep(step)
  }

  /// Once a step, before the first parameter moves.
  private func begin(_ optimizer: any ElementwiseOptimizer, _ step: Int) {
    guard begun != step else { return }
    begun = step
    optimizer.beginStep(step, &numbers)
    // Number by number: taking over the array would copy it at the next change.
    for (index, number) in numbers.enumerated() {
      for place in updates.indices { updates[place].numbers[index] = number }
    }
  }

  private func update(
    _ place: Int, _ step: Int, _ factor: Double, _ arithmetic: Arithmetic<Float>
  ) -> ParameterUpdate<Float> {
    let group = groups[trained[place]]
    var update = updates[place]
    update.step = step
    update.learningRate = optimizer.learningRate * factor * (group?.learningRate ?? 1)
    update.weightDecay = group?.weightDecay ?? optimizer.weightDecay
    update.arithmetic = arithmetic
    return update
  }

  private func finishStep(_ step: Int) {
    average?.add(isFirst: step == 1, arithmetic)
  }
}
