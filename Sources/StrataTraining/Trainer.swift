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
  var base: TrainingState
  /// The epoch under way.
  var run: EpochRun?
  var isStopping = false

  let initialModel: Model
  let losses: [any Loss]
  let metrics: [any Metric]
  let schedule: (any Schedule)?
  let parameters: TrainedParameters
  let runner: BatchRunner
  let arithmetic: Arithmetic<Float>
  let check: DataCheck
  let clipping: GradientClipping
  let gradientSum: GradientSum

  /// Begins the training of a network of one output.
  /// - Parameters:
  ///   - model: The network, with the values to start from.
  ///   - loss: What to make small.
  ///   - optimizer: What turns gradients into new weights.
  ///   - schedule: What the optimizer's learning rate is multiplied by as time goes; nil for 1.
  ///   - metrics: What to compute beside the loss.
  ///   - batchSize: Samples a batch, over 0; the last one of an epoch takes what is left, and a batch
  ///     larger than the data is the data.
  ///   - seed: What the order of samples and all other random numbers depend on.
  ///   - validationSplit: Kept with the state, for whoever splits the data.
  ///   - clipNorm: The most that the gradients of all parameters together, taken as one vector, may
  ///     measure: longer ones are shortened to it at each step (R. Pascanu, T. Mikolov and Y. Bengio,
  ///     "On the difficulty of training recurrent neural networks", ICML 2013). Over 0; nil for no
  ///     bound.
  ///   - clipValue: The most that a single gradient may be, up or down; applied before `clipNorm`.
  ///     Over 0; nil for no bound.
  ///   - workers: The threads to compute on.
  ///   - settings: Changes what else a `TrainingState` says: gradient accumulation, averaging,
  ///     parameter groups, class weights.
  /// - Throws: ``TrainingError`` for arguments out of range and a network that cannot be trained.
  public convenience init(
    _ model: Model, loss: some Loss, optimizer: some Optimizer, schedule: (any Schedule)? = nil,
    metrics: [any Metric] = [], batchSize: Int = 32, seed: UInt64 = 0, validationSplit: Double = 0,
    clipNorm: Double? = nil, clipValue: Double? = nil, workers: WorkerPool = .single,
    settings: (inout TrainingState) -> Void = { _ in }
  ) throws(TrainingError) {
    var state = TrainingState(
      loss: AnyPlugin(loss), optimizer: AnyPlugin(optimizer), metrics: metrics.map(AnyPlugin.init),
      batchSize: batchSize, seed: seed, validationSplit: validationSplit, clipNorm: clipNorm,
      clipValue: clipValue)
    state.schedule = schedule.map { AnyPlugin($0) }
    settings(&state)
    try self.init(resuming: model, state: state, optimizerState: [], workers: workers)
  }

  /// Takes a training up where it was left, in the middle of an epoch too.
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
    try state.checkRanges()
    let plugins = try ResolvedPlugins(state)
    (losses, metrics, schedule) = (plugins.losses, plugins.metrics, plugins.schedule)
    let signature: Signature
    do throws(ModelError) {
      signature = try model.signature()
    } catch {
      throw .model(error)
    }
    base = state
    var initial = model
    if losses.count == 1 {
      initial.preparation = model.preparation?.answering(losses[0].outputForm)
    }
    initialModel = initial
    arithmetic = Arithmetic(workers: workers)
    check = try DataCheck(model, signature, losses, classWeights: state.classWeights)
    let terms = zip(losses, state.losses).map { [losses] loss, output in
      LossTerm(
        loss: loss, weight: Float(output.weight),
        units: TargetUnits(
          losses.count == 1 ? initial.preparation?.target : nil, loss.outputForm))
    }
    for term in terms where !term.loss.targetsMayBeScaled && term.units.areScaled {
      throw .argument(
        "loss", expected: "one for standardised targets, as the model has", got: state.loss.kind)
    }
    parameters = try TrainedParameters(model, signature, state, plugins.optimizer, arithmetic)
    clipping = GradientClipping(
      norm: state.clipNorm, value: state.clipValue, parameters.trainedGradients)
    gradientSum = GradientSum(parameters.trainedGradients)
    runner = BatchRunner(
      model.architecture, parameters.signature, parameters: parameters.store,
      gradients: parameters.gradients, terms, classWeights: state.classWeights, arithmetic)
    try parameters.restore(optimizerState, state)
  }

  /// How the training is done and where it stands, to be kept with ``optimizerState`` and the model.
  /// Between two steps of an epoch it says so (`TrainingState.partial`).
  public var state: TrainingState {
    var state = base
    if let run, run.progress.step > 0 { state.partial = run.partial }
    state.optimizerNumbers = parameters.numbers
    return state
  }

  /// What each epoch gave so far.
  public var history: [EpochRecord] { base.history }
  /// Epochs done.
  public var epoch: Int { base.epoch }
  /// Steps done.
  public var step: Int { base.step }

  /// The network as it is now; with averaging (`TrainingState.averaging`), with the averaged weights.
  public var model: Model {
    var model = initialModel
    for (name, tensor) in parameters.tensors {
      do throws(ModelError) {
        try model.setParameter(name, to: tensor)
      } catch {
        preconditionFailure("the parameters were made for this model: \(error)")
      }
    }
    return model
  }

  /// What the optimizer remembers, and weights that are kept beside the model's: a tensor for each
  /// slot of each trainable parameter, named `dense1.weight.mean`.
  public var optimizerState: [NamedTensor] { parameters.state(base) }

  /// How far a step goes before the schedule, from the next one on.
  public var learningRate: Double { parameters.optimizer.learningRate }

  /// Changes how far a step goes, from the next one on.
  /// - Throws: ``TrainingError/argument(_:expected:got:)`` for a number that is not over 0.
  public func setLearningRate(_ rate: Double) throws(TrainingError) {
    try TrainingState.checkLearningRate(rate)
    parameters.optimizer.learningRate = rate
    base.optimizer = AnyPlugin(parameters.optimizer)
  }

  /// Passes over the data a number of times.
  /// - Parameters:
  ///   - data: The samples; taken in another order each epoch.
  ///   - epochs: How many times, over 0; beside those already done. An epoch that was left in the
  ///     middle is the first of them, and must find the same data.
  ///   - validation: Samples to measure on after each epoch.
  ///   - callbacks: Who watches, and may stop the training.
  /// - Returns: What each of these epochs gave.
  /// - Throws: ``TrainingError`` for data that does not fit, when the loss is no longer finite, and
  ///   what a callback throws. The trainer stays usable: it stands where its last step left it.
  /// - Complexity: epochs · samples · the network's cost there and back, about three times the cost
  ///   of predicting.
  @discardableResult
  public func fit(
    _ data: some SampleSource, epochs: Int, validation: (any SampleSource)? = nil,
    callbacks: [any Callback] = []
  ) throws(TrainingError) -> [EpochRecord] {
    let fit = try begin(data, epochs: epochs, validation: validation, callbacks)
    defer { leave() }
    var records: [EpochRecord] = []
    while let record = try advance(fit) { records.append(record) }
    return records
  }

  /// Completes what an interrupted ``fit(_:epochs:validation:callbacks:)`` was asked for: the epoch that
  /// was left in the middle, and those that were to follow.
  /// - Parameters: As those of ``fit(_:epochs:validation:callbacks:)``, with the same data.
  /// - Returns: What each of these epochs gave; none where the training had come to its end.
  /// - Throws: ``TrainingError`` as ``fit(_:epochs:validation:callbacks:)`` does.
  @discardableResult
  public func resume(
    _ data: some SampleSource, validation: (any SampleSource)? = nil, callbacks: [any Callback] = []
  ) throws(TrainingError) -> [EpochRecord] {
    guard let lastEpoch = base.lastEpoch else { return [] }
    return try fit(
      data, epochs: lastEpoch - base.epoch, validation: validation, callbacks: callbacks)
  }

  /// Interrupts the training after the step, or the epoch, that is under way: what a callback calls.
  /// ``resume(_:validation:callbacks:)`` goes on.
  public func stop() { isStopping = true }

  /// Ends the training after the step, or the epoch, that is under way: it was enough, and there is
  /// nothing to resume.
  public func finish() {
    isStopping = true
    base.lastEpoch = nil
  }

  /// The epoch that was last marked as the best, if one was.
  public var bestEpoch: Int? { base.bestEpoch }

  /// Marks the last epoch as the best so far.
  /// - Parameter keepingWeights: Whether the weights as they are now are kept, for ``restoreBest()``.
  public func markBest(keepingWeights: Bool = true) {
    base.bestEpoch = base.epoch
    parameters.keepBest(keepingWeights)
  }

  /// Takes back the weights of the best epoch, if they were kept, and forgets the mark. What the
  /// optimizer remembers stays as it is.
  public func restoreBest() {
    base.bestEpoch = nil
    parameters.restoreBest()
  }
}
