import StrataLosses
import StrataPlugin
import StrataTensor

/// The mean of |y − t| over all outputs of all samples, in the targets' own units.
public struct AbsoluteError: Metric {
  /// `meanAbsoluteError`.
  public static let kind = "meanAbsoluteError"

  /// The metric; it has nothing to configure.
  public init() {}

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator { Sum() }

  private struct Sum: MetricAccumulator {
    var sum = 0.0
    var count = 0

    var value: Double { count == 0 ? 0 : sum / Double(count) }

    // In Double and in the order of the samples: the batches' cut does not show.
    mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
      for place in 0..<answers.count {
        let target: Float =
          switch targets {
          case .values(let values): values[place]
          case .classes(let labels): Float(labels[place / answers.shape.columns])
          }
        sum += abs(Double(answers[place]) - Double(target))
      }
      count += answers.count
    }
  }
}

extension Metric where Self == AbsoluteError {
  /// The mean of |y − t|.
  public static var meanAbsoluteError: AbsoluteError { AbsoluteError() }
}
