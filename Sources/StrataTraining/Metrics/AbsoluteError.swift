import StrataLosses
import StrataPlugin
import StrataTensor

/// The mean of |y − t| over all outputs of all samples, in the targets' own units; 0 of no samples.
///
/// Class numbers are compared with a single output as they are, with several as one-hot rows.
public struct AbsoluteError: Metric {
  /// `meanAbsoluteError`.
  public static let kind = "meanAbsoluteError"
  /// What a list of plugins says of it.
  public static let summary = "The mean of |y − t|, in the targets' own units"

  /// The metric; it has nothing to configure.
  public init() {}

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator { Sum() }

  private struct Sum: MetricAccumulator {
    var errors = ErrorMean()

    var value: Double { errors.mean }

    mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
      errors.add(answers, targets) { abs($0) }
    }

    init() {}
    // What was counted, `{"sum": 1.5, "count": 4}`, with nothing around it.
    init(from decoder: any Decoder) throws { errors = try ErrorMean(from: decoder) }
    func encode(to encoder: any Encoder) throws { try errors.encode(to: encoder) }
  }
}

extension Metric where Self == AbsoluteError {
  /// The mean of |y − t|.
  public static var meanAbsoluteError: AbsoluteError { AbsoluteError() }
}
