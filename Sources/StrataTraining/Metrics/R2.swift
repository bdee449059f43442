import StrataLosses
import StrataPlugin
import StrataTensor

/// The coefficient of determination, 1 − Σ (y − t)² / Σ (t − t̄)²: the share of the targets' variance
/// that the network explains, at most 1; 0 for the mean of the targets, below 0 for worse.
///
/// Of several outputs it is the mean of each output's. Where an output's targets are all equal it is 1
/// if every answer is right and else 0, as in scikit-learn's `r2_score`. Class numbers are compared
/// with a single output as they are, with several as one-hot rows. 0 of no samples.
public struct R2: Metric {
  /// `r2`.
  public static let kind = "r2"
  /// What a list of plugins says of it.
  public static let summary = "The share of the targets' variance that is explained"

  /// The metric; it has nothing to configure.
  public init() {}

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator { Sums() }

  private struct Sums: MetricAccumulator {
    /// One output's sums.
    struct Output: Codable {
      /// The mean of the targets so far.
      var mean = RunningSum()
      /// Σ (t − t̄)².
      var spread = RunningSum()
      /// Σ (y − t)².
      var residual = RunningSum()

      var score: Double {
        spread.sum == 0
          ? residual.sum == 0 ? 1 : 0
          : 1 - residual.sum / spread.sum
      }
    }

    var count = Tally()
    var outputs: [Output] = []

    var value: Double {
      outputs.isEmpty ? 0 : outputs.reduce(0) { $0 + $1.score } / Double(outputs.count)
    }

    // Mean and spread in one pass, sample by sample (B. P. Welford, "Note on a method for calculating
    // corrected sums of squares and products", Technometrics 4 (3), 1962).
    mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
      let (rows, columns) = (answers.shape.rows, answers.shape.columns)
      if rows > 0 { while outputs.count < columns { outputs.append(Output()) } }
      for row in 0..<rows {
        count.count += 1
        for column in 0..<columns {
          let target = Double(targets.value(row: row, column: column, of: columns))
          let error = Double(answers[row * columns + column]) - target
          let distance = target - outputs[column].mean.sum
          outputs[column].residual.sum += error * error
          outputs[column].mean.sum += distance / Double(count.count)
          outputs[column].spread.sum += distance * (target - outputs[column].mean.sum)
        }
      }
    }
  }
}

extension Metric where Self == R2 {
  /// The share of the targets' variance that the network explains.
  public static var r2: R2 { R2() }
}
