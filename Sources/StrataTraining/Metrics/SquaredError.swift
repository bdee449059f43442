import StrataLosses
import StrataPlugin
import StrataTensor

/// The mean of (y − t)² over all outputs of all samples, in the targets' own units, squared; 0 of no
/// samples.
///
/// Class numbers are compared with a single output as they are, with several as one-hot rows: the mean
/// over the outputs is then Brier's score divided by the number of classes (G. W. Brier, "Verification
/// of forecasts expressed in terms of probability", Mon. Weather Rev. 78 (1), 1950).
public struct SquaredError: Metric {
  /// `meanSquaredError`.
  public static let kind = "meanSquaredError"
  /// What a list of plugins says of it.
  public static let summary = "The mean of (y − t)², in the targets' own units"

  /// The metric; it has nothing to configure.
  public init() {}

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator { Sum() }

  private struct Sum: MetricAccumulator {
    var errors = ErrorMean()

    var value: Double { errors.mean }

    mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
      errors.add(answers, targets) { $0 * $0 }
    }
  }
}

extension Metric where Self == SquaredError {
  /// The mean of (y − t)².
  public static var meanSquaredError: SquaredError { SquaredError() }
}
