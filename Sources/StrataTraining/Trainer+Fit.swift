import StrataData
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor

/// What a call of `fit` asked for.
struct FitRequest {
  let data: any SampleSource
  let validation: (any SampleSource)?
  let lastEpoch: Int
  let callbacks: [any Callback]
}

extension Trainer {
  /// Checks all that can be checked before the first step.
  func begin(
    _ data: any SampleSource, epochs: Int, validation: (any SampleSource)?,
    _ callbacks: [any Callback]
  ) throws(TrainingError) -> FitRequest {
    guard epochs > 0 else {
      throw .argument("epochs", expected: "a number over 0", got: "\(epochs)")
    }
    try check.check(data)
    if let validation { try check.check(validation) }
    let (lastEpoch, isTooMany) = base.epoch.addingReportingOverflow(epochs)
    guard !isTooMany else {
      throw .argument(
        "epochs", expected: "at most \(Int.max - base.epoch) more", got: "\(epochs)")
    }
    if schedule != nil || parameters.fullBatch != nil, data.sampleCount == nil {
      throw .argument(
        schedule != nil ? "schedule" : "optimizer",
        expected: "data that knows how many samples it has", got: "a stream")
    }
    isStopping = false
    for callback in callbacks { try callback.fitBegan(self) }
    base.lastEpoch = lastEpoch
    return FitRequest(
      data: data, validation: validation, lastEpoch: lastEpoch, callbacks: callbacks)
  }

  /// Trains on.
  /// - Parameter isInterrupted: Asked after each step: whether to come back for now.
  /// - Returns: What the epoch gave when it ends; nil when all epochs are done, when the training was
  ///   stopped, or when it was interrupted.
  /// - Throws: ``TrainingError``.
  func advance(
    _ fit: FitRequest, until isInterrupted: () -> Bool = { false }
  ) throws(TrainingError) -> EpochRecord? {
    try FloatingPointEnvironment.pinned { () throws(TrainingError) in
      guard base.epoch < fit.lastEpoch, !isStopping else { return nil }
      let run: EpochRun
      if let current = self.run { run = current } else { run = try open(fit) }
      self.run = run
      while true {
        do throws(TrainingError) {
          guard try step(run) else { return try close(run, fit) }
        } catch {
          guard case .diverged = error, fit.callbacks.contains(where: { $0.endsQuietly(self) })
          else { throw error }
          isStopping = true
          return nil
        }
        for callback in fit.callbacks { try callback.stepEnded(run.progress, self) }
        if run.progress.samples == run.progress.samplesPerEpoch { return try close(run, fit) }
        if isStopping || isInterrupted() { return nil }
      }
    }
  }

  /// Leaves the epoch under way so that another call can take it up.
  func leave() {
    guard let run else { return }
    base.partial = run.progress.step > 0 ? run.partial : nil
    self.run = nil
  }

  /// Begins the next epoch, or takes up the one that was left.
  private func open(_ fit: FitRequest) throws(TrainingError) -> EpochRun {
    let (partial, total) = (base.partial, fit.data.sampleCount)
    if let partial, let total, partial.samples > total {
      throw .data(
        expected: "at least \(partial.samples) samples: so many the epoch that was left in the "
          + "middle has seen", got: "\(total)")
    }
    var accumulators: [any MetricAccumulator] = []
    for (index, metric) in metrics.enumerated() {
      if let partial {
        guard partial.metrics.count == metrics.count else {
          throw .state(
            "expected \(metrics.count) metrics of an epoch, got \(partial.metrics.count)")
        }
        accumulators.append(try AccumulatorCoding.accumulator(of: metric, partial.metrics[index]))
      } else {
        accumulators.append(metric.accumulator())
      }
    }
    let random =
      parameters.fullBatch != nil
      ? nil : RandomStream(seed: base.seed, purpose: .shuffling, step: base.epoch)
    let pass = try fit.data.beginPass(shuffledBy: random, from: partial?.samples ?? 0)
    base.partial = nil
    return EpochRun(
      fit.data, pass,
      TrainingProgress(
        epoch: base.epoch + 1, lastEpoch: fit.lastEpoch, stepsPerEpoch: total.map(stepsPerEpoch),
        samplesPerEpoch: total, metricNames: metrics.map(\.name), accumulators: accumulators),
      partial)
  }

  /// Steps that so many samples take.
  func stepsPerEpoch(_ samples: Int) -> Int {
    if parameters.fullBatch != nil { return 1 }
    let (size, isHuge) = base.batchSize.multipliedReportingOverflow(by: base.gradientAccumulation)
    return isHuge ? 1 : (samples - 1) / size + 1
  }

  private func close(_ run: EpochRun, _ fit: FitRequest) throws(TrainingError) -> EpochRecord {
    guard run.progress.samples > 0 else { throw .data(expected: "samples", got: "none") }
    let validated = try fit.validation.map { data throws(TrainingError) in
      try Evaluator(
        model, losses: zip(losses, base.losses).map { ($0, $1.weight) }, reduction: base.reduction,
        metrics: metrics, workers: arithmetic.workers
      ).evaluate(any: data)
    }
    let record = EpochRecord(
      epoch: base.epoch + 1, loss: run.progress.loss, metrics: run.progress.metrics,
      validationLoss: validated?.loss, validationMetrics: validated?.metrics ?? [])
    base.epoch += 1
    if base.epoch == fit.lastEpoch { base.lastEpoch = nil }
    base.history.append(record)
    self.run = nil
    for callback in fit.callbacks { try callback.epochEnded(run.progress, record, self) }
    return record
  }
}
