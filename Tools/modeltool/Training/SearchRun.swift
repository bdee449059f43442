import Strata

/// A random search by cross-validation: every trial is trained on all folds but one and measured on
/// that one, each in turn.
struct SearchRun {
  let arguments: Arguments
  let search: SearchOptions
  let options: RunOptions
  let workers: WorkerPool

  /// The settings of a trial as a command line, and what they are made of.
  private struct Candidate {
    let trial: RandomSearch.Trial
    let arguments: Arguments
    let options: TrainingOptions
    let start: Start
  }

  /// Searches, prints what was found, and trains the best on all data.
  /// - Returns: The exit code: 0, or 128 and the signal that interrupted it.
  func run() throws -> Int32 {
    let seed = try arguments.seed() ?? 0
    // All of them are looked at before the first is trained for hours.
    let candidates = try RandomSearch(search.space, seed: seed).trials(search.trials).map {
      try candidate($0)
    }
    let data = try TrainingData(arguments, candidates[0].options, for: nil)
    let whole = try TrainingSetup(candidates[0].options, candidates[0].start, data)
    let folds = try whole.data.folds(search.folds, seed: seed, stratified: true)
    let measure = SearchMeasure(whole)
    let report = SearchReport(options, search, measure, trials: candidates.count)
    Interruption.watch()
    var results: [SearchResult] = []
    for candidate in candidates {
      guard let result = try self.result(of: candidate, data, folds, measure) else { break }
      results.append(result)
      try report.add(result)
    }
    let ranked = SearchResult.ranked(results, better: measure.better)
    try report.finish(ranked)
    let best = try ranked.first.map { result in
      try SearchOptions.arguments(arguments, with: result.trial)
    }
    if let signal = Interruption.signal {
      report.stopped(results.count, best: best.map(Self.line))
      return 128 + signal
    }
    guard let best, let first = ranked.first, !first.mean.isNaN else {
      throw Mismatch(expected: "a trial whose loss stays finite", got: "none")
    }
    report.best(first, line: Self.line(best))
    return try TrainingRun(
      arguments: best, options: options,
      setup: TrainingSetup(TrainingOptions(best), Start(best), data), workers: workers
    ).run()
  }

  private func candidate(_ trial: RandomSearch.Trial) throws -> Candidate {
    let arguments = try SearchOptions.arguments(self.arguments, with: trial)
    let (options, start) = (try TrainingOptions(arguments), try Start(arguments))
    try TrainingSetup.check(options, start)
    return Candidate(trial: trial, arguments: arguments, options: options, start: start)
  }

  /// What a candidate gives on each fold; nil if it was interrupted.
  private func result(
    of candidate: Candidate, _ data: TrainingData, _ folds: Folds, _ measure: SearchMeasure
  ) throws -> SearchResult? {
    var (scores, losses): ([Double], [Double]) = ([], [])
    for fold in folds.indices {
      let rows = folds.rows(fold)
      // What prepares the data knows nothing of the rows that it is measured on.
      let setup = try TrainingSetup(
        candidate.options, candidate.start, data, measuring: rows.training)
      let training = setup.data.rows(rows.training)
      let trainer = try setup.trainer(for: training, workers: workers)
      do {
        try trainer.fit(training, epochs: options.epochs, callbacks: [InterruptionWatch()])
      } catch TrainingError.diverged {
        let none = [Double](repeating: .nan, count: folds.count)
        return SearchResult(candidate.trial, scores: none, losses: none)
      }
      if Interruption.signal != nil { return nil }
      let evaluation = try measure.evaluate(
        trainer, setup.data.rows(rows.validation), workers: workers)
      scores.append(evaluation.score)
      losses.append(evaluation.loss)
    }
    return SearchResult(candidate.trial, scores: scores, losses: losses)
  }

  /// The command line that trains the same model without a search.
  private static func line(_ arguments: Arguments) -> String {
    Arguments.line(TrainCommand.name, operand: nil, arguments.words(without: []))
  }
}
