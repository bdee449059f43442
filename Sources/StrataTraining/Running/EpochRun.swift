import StrataData
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor

/// The epoch under way: the pass over the data and what was counted so far.
final class EpochRun {
  let source: any SampleSource
  let pass: any SamplePass
  let layout: SampleLayout
  /// What the learning rate is multiplied by in all of it, where that is known.
  var learningRateFactor: Double?
  private(set) var progress: TrainingProgress
  private var lossSum: Double
  private var lossCount: Double

  /// An epoch from its beginning, or from where it was left.
  init(
    _ source: any SampleSource, _ pass: any SamplePass, _ progress: TrainingProgress,
    _ partial: PartialEpoch?
  ) {
    self.source = source
    self.pass = pass
    layout = source.layout
    self.progress = progress
    lossSum = partial?.lossSum ?? 0
    lossCount = partial?.lossCount ?? 0
    self.progress.step = partial?.steps ?? 0
    self.progress.samples = partial?.samples ?? 0
    if lossCount > 0 { self.progress.loss = lossSum / lossCount }
  }

  /// Counts a batch.
  func add(_ batch: Batch, _ loss: BatchLoss) {
    lossSum += Double(loss.mean) * Double(loss.count)
    lossCount += Double(loss.count)
    progress.samples += batch.count
    for index in progress.accumulators.indices {
      progress.accumulators[index].add(
        batch.outputs[0].answers.readOnly, batch.outputs[0].targets)
    }
  }

  /// Counts a step.
  func stepEnded() {
    progress.step += 1
    progress.loss = lossCount > 0 ? lossSum / lossCount : 0
  }

  /// What going on later needs.
  var partial: PartialEpoch {
    PartialEpoch(
      steps: progress.step, samples: progress.samples, lossSum: lossSum, lossCount: lossCount,
      metrics: progress.accumulators.map(AccumulatorCoding.configuration))
  }
}
