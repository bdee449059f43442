public import StrataModel

/// What a trial gave on the validation data of each fold.
public struct SearchResult: Hashable, Sendable {
  /// What was tried.
  public let trial: RandomSearch.Trial
  /// The number that is compared, a fold each; NaN where a training diverged.
  public let scores: [Double]
  /// The validation loss, a fold each; NaN where a training diverged.
  public let losses: [Double]

  /// What a trial gave.
  public init(_ trial: RandomSearch.Trial, scores: [Double], losses: [Double]) {
    self.trial = trial
    self.scores = scores
    self.losses = losses
  }

  /// The mean of the scores, summed in the order of the folds.
  public var mean: Double { Self.mean(scores) }

  /// The mean of the losses.
  public var meanLoss: Double { Self.mean(losses) }

  /// The deviation of the scores as a sample of what other folds would give:
  /// √(Σ (score − mean)² / (n − 1)); 0 for one fold.
  public var deviation: Double {
    guard scores.count > 1 else { return 0 }
    let mean = mean
    let squares = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(scores.count - 1)).squareRoot()
  }

  /// Results from the best to the worst: by the mean score, of equal ones by the mean loss, then by the
  /// trial's number; what diverged comes last.
  /// - Complexity: O(n log n).
  public static func ranked(
    _ results: [SearchResult], better: Monitor.Direction
  ) -> [SearchResult] {
    // Each number once, not at every comparison.
    let rows = results.map { (result: $0, mean: $0.mean, loss: $0.meanLoss) }
    return rows.sorted { a, b in
      if a.mean.isNaN || b.mean.isNaN {
        return a.mean.isNaN == b.mean.isNaN
          ? a.result.trial.number < b.result.trial.number : b.mean.isNaN
      }
      if a.mean != b.mean { return better == .higher ? a.mean > b.mean : a.mean < b.mean }
      if a.loss != b.loss, !a.loss.isNaN, !b.loss.isNaN { return a.loss < b.loss }
      return a.result.trial.number < b.result.trial.number
    }.map(\.result)
  }

  private static func mean(_ numbers: [Double]) -> Double {
    numbers.isEmpty ? .nan : numbers.reduce(0, +) / Double(numbers.count)
  }
}
