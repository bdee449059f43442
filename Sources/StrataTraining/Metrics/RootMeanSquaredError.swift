import StrataLosses
import StrataPlugin
import StrataTensor

/// √(the mean of (y − t)² over all outputs of all samples), in the targets' own units; 0 of no samples.
///
/// The root is taken once, of the whole set's mean, not output by output or batch by batch.
public struct RootMeanSquaredError: Metric {
  /// `rootMeanSquaredError`.
  public static let kind = "rootMeanSquaredError"
  /// What a list of plugins says of it.
  public static let summary = "The root of the mean of (y − t)², in the targets' own units"

  /// The metric; it has nothing to configure.
  public init() {}

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator { Sum() }

  private struct Sum: MetricAccumulator {
    var errors = ErrorMean()

    // The square root is rounded correctly on every processor.
    var value: Double { errors.mean.squareRoot() }

    mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
      errors.add(answers, targets) { $0 * $0 }
    }
  }
}

extension Metric where Self == RootMeanSquaredError {
  /// The root of the mean of (y − t)².
  public static var rootMeanSquaredError: RootMeanSquaredError { RootMeanSquaredError() }
}
