import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor

extension Trainer {
  /// One step: forward, loss and backward for one batch or several, then all weights move.
  /// - Returns: False, with nothing done, at the end of the pass.
  /// - Throws: ``TrainingError``; all parameters are then as they were before the step.
  func step(_ run: EpochRun) throws(TrainingError) -> Bool {
    parameters.keepUntrained()
    do throws(TrainingError) {
      guard let optimizer = parameters.fullBatch else { return try batchStep(run) }
      return try fullBatchStep(run, optimizer)
    } catch {
      parameters.putBackUntrained()
      gradientSum.reset()
      throw error
    }
  }

  private func batchStep(_ run: EpochRun) throws(TrainingError) -> Bool {
    let wanted = samplesOfStep(run)
    let factor = learningRateFactor(run)
    var moved: Int?
    var first = 0
    for _ in 0..<base.gradientAccumulation {
      guard let batch = try runner.next(run.pass, base.batchSize, run.layout) else { break }
      let loss = try forward(batch, run, firstSample: first)
      if base.gradientAccumulation == 1 {
        batch.gradients(scale: scale(batch, samples: batch.count))
        moved = try backwardMoving(batch.plan, factor)
      } else {
        batch.gradients(scale: scale(batch, samples: wanted))
        try backward(batch.plan)
        gradientSum.add(on: arithmetic)
      }
      run.add(batch, loss)
      first += batch.count
    }
    guard first > 0 else { return false }
    if base.gradientAccumulation > 1 {
      gradientSum.finish(on: arithmetic)
      // A source that did not say how many samples it has ended early.
      if base.reduction == .mean, first != wanted {
        parameters.scaleGradients(by: Float(wanted) / Float(first))
      }
    }
    base.step += 1
    parameters.bounds.addGradients(on: arithmetic)
    clipping.clip(on: arithmetic)
    parameters.move(step: base.step - base.optimizerStart, factor, except: moved)
    run.stepEnded()
    return true
  }

  /// The samples that the next step has, as far as anybody knows.
  private func samplesOfStep(_ run: EpochRun) -> Int {
    let (most, isHuge) = base.batchSize.multipliedReportingOverflow(by: base.gradientAccumulation)
    let left = run.progress.samplesPerEpoch.map { $0 - run.progress.samples } ?? .max
    return min(isHuge ? .max : most, left)
  }

  /// What each sample's loss is multiplied by.
  private func scale(_ batch: Batch, samples: Int) -> Float {
    switch base.reduction {
    case .mean: 1 / Float(samples)
    case .sum: 1
    case .weightedMean:
      batch.lossCount(.weightedMean) > 0 ? 1 / batch.lossCount(.weightedMean) : 0
    }
  }

  /// What the learning rate is multiplied by at the next step.
  func learningRateFactor(_ run: EpochRun) -> Double {
    guard let schedule else { return 1 }
    if let factor = run.learningRateFactor { return factor }
    let steps = run.progress.stepsPerEpoch ?? 1
    let factor = schedule.factor(
      at: TrainingTime(
        step: base.step, stepsPerEpoch: steps,
        epoch: Double(base.epoch) + Double(run.progress.step) / Double(steps),
        history: base.history))
    if !schedule.changesWithinEpochs { run.learningRateFactor = factor }
    return factor
  }

  /// The way forward, and what the losses are.
  /// - Parameter mustBeFinite: Whether a loss that is not finite is an error.
  /// - Throws: ``TrainingError/diverged(epoch:step:loss:)``.
  func forward(
    _ batch: Batch, _ run: EpochRun, firstSample: Int, mustBeFinite: Bool = true
  ) throws(TrainingError) -> BatchLoss {
    do throws(ModelError) {
      try batch.plan.forward(
        mode: .training, seed: base.seed, step: base.step, firstSample: firstSample)
    } catch {
      throw .model(error)
    }
    let loss = BatchLoss(
      sum: batch.loss(wantsAnswers: !metrics.isEmpty), count: batch.lossCount(base.reduction))
    guard loss.mean.isFinite || !mustBeFinite else {
      throw .diverged(
        epoch: base.epoch + 1, step: run.progress.step + 1, loss: Double(loss.mean))
    }
    return loss
  }

  func backward(_ plan: Plan<Float>) throws(TrainingError) {
    do throws(ModelError) {
      try plan.backward()
    } catch {
      throw .model(error)
    }
  }

  /// All gradients; the last parameter's is used up as it is computed, where nothing has to be known
  /// of it before.
  /// - Returns: The parameter that was moved, if one was.
  private func backwardMoving(
    _ plan: Plan<Float>, _ factor: Double
  ) throws(TrainingError) -> Int? {
    guard clipping.isNone, let parameter = plan.streamedParameter,
      let update = parameters.recordedUpdate(
        of: parameter, step: base.step + 1 - base.optimizerStart, factor)
    else {
      try backward(plan)
      return nil
    }
    do throws(ModelError) {
      return try plan.backward(movingBy: update) ? parameter : nil
    } catch {
      throw .model(error)
    }
  }
}
