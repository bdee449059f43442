public import StrataData
import StrataLayers
public import StrataLosses
public import StrataModel
import StrataPlugin
public import StrataTensor

/// Trains a network by backpropagation.
///
/// A step takes a batch of samples, computes the outputs layer by layer, then from the last layer
/// to the first each layer's δ once, from it that layer's gradients and the δ before it, all as
/// matrix products; when all gradients are there, every weight is updated from the weights as they
/// were. What comes out depends on the model, the data, the seed and the arguments alone: not on
/// the threads, nor on whether the training was interrupted and taken up again.
///
/// ```swift
/// let trainer = try Trainer(model, loss: .softmaxCrossEntropy, optimizer: .adam(), batchSize: 128)
/// try trainer.fit(data, epochs: 5)
/// let trained = trainer.model
/// ```
public final class Trainer {
  /// Where the training stands, to be kept with ``optimizerState`` and the model.
  public internal(set) var state: TrainingState

  let initialModel: Model
  let signature: Signature
  let loss: any Loss
  let metrics: [any Metric]
  var optimizer: any Optimizer
  let parameters: ParameterStore<Float>
  let gradients: ParameterStore<Float>
  let slots: [ParameterStore<Float>]
  /// Where the trained parameters stand among all.
  let trained: [Int]
  /// The optimizer's step for the parameter whose gradient is used up as it is computed.
  let streamedUpdate = Recording<Float>()
  /// One for each trained parameter, made once: a step allocates nothing.
  let updates: [ParameterUpdate<Float>]
  let runner: BatchRunner
  let arithmetic: Arithmetic<Float>
  let check: DataCheck
  let units: TargetUnits
  let clipping: GradientClipping
  let untrained: UntrainedParameters

  /// Begins a training.
  /// - Parameters:
  ///   - model: The network, with the values to start from.
  ///   - loss: What to make small.
  ///   - optimizer: What turns gradients into new weights.
  ///   - metrics: What to compute beside the loss.
  ///   - batchSize: Samples a step, over 0; the last step of an epoch takes what is left.
  ///   - seed: What the order of samples and all other random numbers depend on.
  ///   - validationSplit: Kept with the state, for whoever splits the data.
  ///   - clipNorm: The most that the gradients of all parameters together, taken as one vector, may
  ///     measure: longer ones are shortened to it at each step (R. Pascanu, T. Mikolov and Y. Bengio,
  ///     "On the difficulty of training recurrent neural networks", ICML 2013). Over 0; nil for no
  ///     bound.
  ///   - clipValue: The most that a single gradient may be, up or down; applied before `clipNorm`.
  ///     Over 0; nil for no bound.
  ///   - workers: The threads to compute on.
  /// - Throws: ``TrainingError`` for arguments out of range and a network that cannot be trained.
  public convenience init(
    _ model: Model, loss: some Loss, optimizer: some Optimizer, metrics: [any Metric] = [],
    batchSize: Int = 32, seed: UInt64 = 0, validationSplit: Double = 0, clipNorm: Double? = nil,
    clipValue: Double? = nil, workers: WorkerPool = .single
  ) throws(TrainingError) {
    let state = TrainingState(
      loss: AnyPlugin(loss), optimizer: AnyPlugin(optimizer), metrics: metrics.map(AnyPlugin.init),
      batchSize: batchSize, seed: seed, validationSplit: validationSplit, clipNorm: clipNorm,
      clipValue: clipValue)
    try self.init(resuming: model, state: state, optimizerState: [], workers: workers)
  }

  /// Takes a training up where it was left.
  /// - Parameters:
  ///   - model: The network as it was left.
  ///   - state: Where the training stood.
  ///   - optimizerState: What ``optimizerState`` was; empty for a training that has not begun.
  ///   - workers: The threads to compute on.
  /// - Throws: ``TrainingError`` for a state that does not fit or names an unknown plugin.
  public init(
    resuming model: Model, state: TrainingState, optimizerState: [NamedTensor],
    workers: WorkerPool = .single
  ) throws(TrainingError) {
    guard state.batchSize > 0 else {
      throw .argument("batch size", expected: "a number over 0", got: "\(state.batchSize)")
    }
    guard state.validationSplit >= 0, state.validationSplit < 1 else {
      throw .argument(
        "validation split", expected: "at least 0 and below 1", got: "\(state.validationSplit)")
    }
    for case let (name, bound?) in [("clip norm", state.clipNorm), ("clip value", state.clipValue)]
    where !TrainingState.isBound(bound) {
      throw .argument(
        name, expected: "a number over 0 within the range of Float", got: "\(bound)")
    }
    loss = try Self.plugin(state.loss)
    optimizer = try Self.plugin(state.optimizer)
    var metrics: [any Metric] = []
    for metric in state.metrics { metrics.append(try Self.plugin(metric)) }
    self.metrics = metrics
    // Each stands under its kind in the history.
    for (index, metric) in state.metrics.enumerated() {
      if state.metrics[..<index].contains(where: { $0.kind == metric.kind }) {
        throw .argument("metrics", expected: "each kind once", got: "'\(metric.kind)' twice")
      }
    }
    do throws(PluginError) {
      try optimizer.check()
    } catch .invalid(let kind, let parameter, let expected, let got) {
      throw .argument("\(kind) \(parameter)", expected: expected, got: got)
    } catch {
      throw .state(error.description)
    }
    do throws(ModelError) {
      signature = try model.signature()
    } catch {
      throw .model(error)
    }
    guard signature.parameters.contains(where: { $0.spec.isTrainable }) else {
      throw .argument("network", expected: "a parameter to train", got: "none")
    }
    self.state = state
    var initial = model
    initial.preparation = model.preparation?.answering(loss.outputForm)
    initialModel = initial
    parameters = ParameterStore(model.parameters)
    let shapes = model.parameters.map(\.tensor.shape)
    gradients = ParameterStore(shapes: shapes)
    trained = signature.parameters.indices.filter { [signature] in
      signature.parameters[$0].spec.isTrainable
    }
    clipping = GradientClipping(
      norm: state.clipNorm, value: state.clipValue, trained.map { [gradients] in gradients[$0] })
    untrained = UntrainedParameters(parameters, signature)
    slots = optimizer.slots.map { _ in ParameterStore(shapes: shapes) }
    arithmetic = Arithmetic(workers: workers)
    updates = trained.map { [parameters, gradients, slots, arithmetic] index in
      ParameterUpdate(
        parameter: parameters[index], gradient: gradients[index].readOnly,
        slots: slots.map { $0[index] }, step: 0, arithmetic: arithmetic)
    }
    check = try DataCheck(model, signature, loss)
    units = TargetUnits(initial.preparation?.target, loss.outputForm)
    runner = BatchRunner(
      model.architecture, signature, parameters: parameters, gradients: gradients, workers: workers)
    guard loss.targetsMayBeScaled || !units.areScaled else {
      throw .argument(
        "loss", expected: "one for standardised targets, as the model has", got: state.loss.kind)
    }
    try Self.checkLearningRate(optimizer.learningRate)
    try restore(optimizerState)
  }

  private static func plugin<P>(_ box: AnyPlugin) throws(TrainingError) -> P {
    do {
      if let plugin = try box.plugin as? P { return plugin }
    } catch {
      throw .state(error.description)
    }
    throw .state("'\(box.kind)' is no \(box.family)")
  }

  private static func checkLearningRate(_ rate: Double) throws(TrainingError) {
    guard rate.isFinite, rate > 0 else {
      throw .argument("learning rate", expected: "a number over 0", got: "\(rate)")
    }
  }

  /// The network as it is now.
  public var model: Model {
    var model = initialModel
    for (index, parameter) in signature.parameters.enumerated() {
      let view = parameters[index]
      arithmetic.canonicalize(view)
      do throws(ModelError) {
        try model.setParameter(parameter.name, to: view.tensor)
      } catch {
        preconditionFailure("the store was made for this model: \(error)")
      }
    }
    return model
  }

  /// How far a step goes, from the next one on.
  public var learningRate: Double { optimizer.learningRate }

  /// Changes how far a step goes, from the next one on.
  /// - Throws: ``TrainingError/argument(_:expected:got:)`` for a number that is not over 0.
  public func setLearningRate(_ rate: Double) throws(TrainingError) {
    try Self.checkLearningRate(rate)
    optimizer.learningRate = rate
    state.optimizer = AnyPlugin(optimizer)
  }

  /// Passes over the data a number of times.
  /// - Parameters:
  ///   - data: The samples; taken in another order each epoch.
  ///   - epochs: How many times, over 0; beside those already done.
  ///   - validation: Samples to measure on after each epoch.
  ///   - callbacks: Who watches.
  /// - Returns: What each of these epochs gave.
  /// - Throws: ``TrainingError`` for data that does not fit, and when the loss is no longer finite.
  /// - Complexity: epochs · samples · the network's cost there and back, about three times the cost
  ///   of predicting.
  @discardableResult
  public func fit(
    _ data: Dataset, epochs: Int, validation: Dataset? = nil, callbacks: [any Callback] = []
  ) throws(TrainingError) -> [EpochRecord] {
    guard epochs > 0 else {
      throw .argument("epochs", expected: "a number over 0", got: "\(epochs)")
    }
    try check.check(data)
    if let validation { try check.check(validation) }
    let (lastEpoch, isTooMany) = state.epoch.addingReportingOverflow(epochs)
    guard !isTooMany else {
      throw .argument(
        "epochs", expected: "at most \(Int.max - state.epoch) more", got: "\(epochs)")
    }
    return try FloatingPointEnvironment.pinned { () throws(TrainingError) in
      var records: [EpochRecord] = []
      while state.epoch < lastEpoch {
        let record = try epoch(data, validation, lastEpoch: lastEpoch, callbacks)
        records.append(record)
      }
      return records
    }
  }
}
