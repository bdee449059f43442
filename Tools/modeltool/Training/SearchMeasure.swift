import Strata

/// What the trials of a search are compared by: the share of right answers, or the mean error.
struct SearchMeasure {
  let name: String
  let better: Monitor.Direction
  private let metric: any Metric

  init(_ setup: TrainingSetup) {
    if case .classes = setup.model.preparation?.target {
      (metric, better) = (Accuracy(), .higher)
    } else {
      (metric, better) = (AbsoluteError(), .lower)
    }
    name = metric.name
  }

  /// What a trained network gives on samples that it has not seen.
  func evaluate(
    _ trainer: Trainer, _ data: Dataset, workers: WorkerPool
  ) throws -> (score: Double, loss: Double) {
    guard let loss = try trainer.state.loss.plugin as? any Loss else { return (.nan, .nan) }
    let evaluation = try Evaluator(
      trainer.model, loss: loss, metrics: [metric], workers: workers
    ).evaluate(data)
    return (evaluation.metrics[0].value, evaluation.loss)
  }
}
