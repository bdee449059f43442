import StrataData
import StrataModel
import StrataTensor

extension Trainer {
  /// One step of an optimizer that asks for the loss over all data as often as it needs.
  ///
  /// Random layers draw the same numbers each time. Running statistics are those of the last time.
  /// - Returns: False, with nothing done, where the epoch has had its step.
  func fullBatchStep(
    _ run: EpochRun, _ optimizer: any FullBatchOptimizer
  ) throws(TrainingError) -> Bool {
    guard run.progress.samples == 0 else { return false }
    try parameters.move(
      by: optimizer, step: base.step + 1 - base.optimizerStart, learningRateFactor(run)
    ) { [self] () throws(TrainingError) in
      parameters.putBackUntrained()
      // The first time the samples come from the epoch's own pass, and count.
      let isFirst = run.progress.samples == 0
      let pass = isFirst ? run.pass : try run.source.beginPass()
      return try lossAndGradients(pass, run, isCounted: isFirst)
    }
    base.step += 1
    run.stepEnded()
    return true
  }

  /// The loss over all data at the weights as they are, with what the weights themselves cost, and its
  /// gradients, batch by batch in the order of a sum over samples.
  private func lossAndGradients(
    _ pass: any SamplePass, _ run: EpochRun, isCounted: Bool
  ) throws(TrainingError) -> Float {
    let total = run.progress.samplesPerEpoch ?? 0
    var (losses, count, first) = (BlockSum(), Float.zero, 0)
    while let batch = try runner.next(pass, base.batchSize, run.layout) {
      let loss = try forward(batch, run, firstSample: first, mustBeFinite: isCounted)
      losses.add(loss.sum)
      count += loss.count
      batch.gradients(scale: base.reduction == .mean ? 1 / Float(total) : 1)
      try backward(batch.plan)
      gradientSum.add(on: arithmetic)
      if isCounted { run.add(batch, loss) }
      first += batch.count
    }
    gradientSum.finish(on: arithmetic)
    if base.reduction == .weightedMean, count > 0 { parameters.scaleGradients(by: 1 / count) }
    parameters.bounds.addGradients(on: arithmetic)
    clipping.clip(on: arithmetic)
    let sum = losses.total
    let loss = base.reduction == .sum ? sum : count > 0 ? sum / count : 0
    return Float(Double(loss) + parameters.bounds.penalty)
  }
}
