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
  public private(set) var state: TrainingState

  private let initialModel: Model
  private let signature: Signature
  private let loss: any Loss
  private let metrics: [any Metric]
  private var optimizer: any Optimizer
  private let parameters: ParameterStore<Float>
  private let gradients: ParameterStore<Float>
  private let slots: [ParameterStore<Float>]
  private let runner: BatchRunner
  private let arithmetic: Arithmetic<Float>
  private let check: DataCheck
  private let units: TargetUnits

  /// Begins a training.
  /// - Parameters:
  ///   - model: The network, with the values to start from.
  ///   - loss: What to make small.
  ///   - optimizer: What turns gradients into new weights.
  ///   - metrics: What to compute beside the loss.
  ///   - batchSize: Samples a step, over 0; the last step of an epoch takes what is left.
  ///   - seed: What the order of samples and all other random numbers depend on.
  ///   - validationSplit: Kept with the state, for whoever splits the data.
  ///   - workers: The threads to compute on.
  /// - Throws: ``TrainingError`` for arguments out of range and a network that cannot be trained.
  public convenience init(
    _ model: Model, loss: some Loss, optimizer: some Optimizer, metrics: [any Metric] = [],
    batchSize: Int = 32, seed: UInt64 = 0, validationSplit: Double = 0,
    workers: WorkerPool = .single
  ) throws(TrainingError) {
    let state = TrainingState(
      loss: AnyPlugin(loss), optimizer: AnyPlugin(optimizer), metrics: metrics.map(AnyPlugin.init),
      batchSize: batchSize, seed: seed, validationSplit: validationSplit)
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
    loss = try Self.plugin(state.loss)
    optimizer = try Self.plugin(state.optimizer)
    var metrics: [any Metric] = []
    for metric in state.metrics { metrics.append(try Self.plugin(metric)) }
    self.metrics = metrics
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
    slots = optimizer.slots.map { _ in ParameterStore(shapes: shapes) }
    arithmetic = Arithmetic(workers: workers)
    check = try DataCheck(model, signature, loss)
    units = TargetUnits(initial.preparation?.target, loss.outputForm)
    runner = BatchRunner(
      model, signature, parameters: parameters, gradients: gradients, workers: workers)
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

  private func epoch(
    _ data: Dataset, _ validation: Dataset?, lastEpoch: Int, _ callbacks: [any Callback]
  ) throws(TrainingError) -> EpochRecord {
    let order = SampleOrder.shuffled(
      data.count, RandomStream(seed: state.seed, purpose: .shuffling, step: state.epoch))
    var accumulators = metrics.map { $0.accumulator() }
    func measures() -> [EpochRecord.Measure] {
      zip(metrics, accumulators).map { metric, accumulator in
        EpochRecord.Measure(type(of: metric).kind, accumulator.value)
      }
    }
    let size = min(state.batchSize, data.count)
    let steps = (data.count + size - 1) / size
    var lossSum = 0.0
    var progress: TrainingProgress?
    for step in 0..<steps {
      let range = step * size..<min((step + 1) * size, data.count)
      let batch = try runner.batch(of: range.count)
      batch.fill(data, order[range], units)
      let loss = Double(try self.step(batch))
      guard loss.isFinite else {
        throw .diverged(epoch: state.epoch + 1, step: step + 1, loss: loss)
      }
      lossSum += loss * Double(range.count)
      for index in accumulators.indices {
        accumulators[index].add(batch.answers.readOnly, batch.targets)
      }
      let now = TrainingProgress(
        epoch: state.epoch + 1, lastEpoch: lastEpoch, step: step + 1, stepsPerEpoch: steps,
        samples: range.upperBound, samplesPerEpoch: data.count,
        loss: lossSum / Double(range.upperBound), metrics: measures())
      progress = now
      for callback in callbacks { callback.stepEnded(now) }
    }
    let validated = try validation.map { data throws(TrainingError) in
      try Evaluator(model, loss: loss, metrics: metrics, workers: arithmetic.workers)
        .evaluate(data)
    }
    let record = EpochRecord(
      epoch: state.epoch + 1, loss: lossSum / Double(data.count), metrics: measures(),
      validationLoss: validated?.loss, validationMetrics: validated?.metrics ?? [])
    state.epoch += 1
    state.history.append(record)
    if let progress {
      for callback in callbacks { callback.epochEnded(progress, record) }
    }
    return record
  }

  /// One step on a filled batch: forward, loss, backward, then all updates.
  private func step(_ batch: BatchRunner.Batch) throws(TrainingError) -> Float {
    let plan = batch.plan
    do throws(ModelError) {
      try plan.forward(mode: .training, seed: state.seed, step: state.step)
    } catch {
      throw .model(error)
    }
    let outputs = plan.outputs[0].readOnly
    units.answers(outputs, into: batch.answers, arithmetic)
    // Losses are shown in the targets' own units; gradients are those of the scaled ones.
    let loss =
      units.areScaled
      ? self.loss.mean(batch.answers.readOnly, batch.targets, room: batch.losses, arithmetic)
      : self.loss.mean(outputs, batch.targets, room: batch.losses, arithmetic)
    self.loss.gradient(
      outputs, batch.scaledTargets, scale: 1 / Float(plan.batch), into: plan.outputGradients[0],
      arithmetic)
    do throws(ModelError) {
      try plan.backward()
    } catch {
      throw .model(error)
    }
    state.step += 1
    update(optimizer)
    return loss
  }

  private func update(_ optimizer: some Optimizer) {
    for (index, parameter) in signature.parameters.enumerated() where parameter.spec.isTrainable {
      optimizer.update(
        ParameterUpdate(
          parameter: parameters[index], gradient: gradients[index].readOnly,
          slots: slots.map { $0[index] }, step: state.step, arithmetic: arithmetic))
    }
  }
}

extension Trainer {
  /// What the optimizer remembers, a tensor for each slot of each trained parameter, named
  /// `dense1.weight.mean`.
  public var optimizerState: [NamedTensor] {
    var tensors: [NamedTensor] = []
    for (index, parameter) in signature.parameters.enumerated() where parameter.spec.isTrainable {
      for (slot, store) in zip(optimizer.slots, slots) {
        arithmetic.canonicalize(store[index])
        tensors.append(NamedTensor("\(parameter.name).\(slot)", store[index].tensor))
      }
    }
    return tensors
  }

  private func restore(_ tensors: [NamedTensor]) throws(TrainingError) {
    guard !tensors.isEmpty else {
      if state.step > 0, !optimizer.slots.isEmpty {
        throw .state(
          "expected what \(state.optimizer.kind) remembers after \(state.step) steps, got nothing")
      }
      return
    }
    let expected = optimizerState
    guard tensors.count == expected.count else {
      throw .state("expected \(expected.count) optimizer tensors, got \(tensors.count)")
    }
    for (expected, got) in zip(expected, tensors)
    where expected.name != got.name || expected.tensor.shape != got.tensor.shape {
      throw .state(
        "expected '\(expected.name)' \(expected.tensor.shape), got '\(got.name)' "
          + "\(got.tensor.shape)")
    }
    var next = tensors.startIndex
    for (index, parameter) in signature.parameters.enumerated() where parameter.spec.isTrainable {
      for store in slots {
        store[index].copy(from: tensors[next].tensor)
        next += 1
      }
    }
  }
}
