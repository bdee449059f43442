import StrataLosses
import StrataPlugin
import StrataTensor

/// The share of samples whose most probable class is the right one; 0 of no samples.
///
/// Between equal probabilities the class with the smaller number wins. With one output, 0.5 and
/// more means class 1. Targets that are probabilities count as their most probable class.
public struct Accuracy: Metric {
  /// `accuracy`.
  public static let kind = "accuracy"
  /// What a list of plugins says of it.
  public static let summary = "The share of samples whose most probable class is right"

  /// The metric; it has nothing to configure.
  public init() {}

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator { Count() }

  private struct Count: MetricAccumulator {
    var right = Tally()
    var total = Tally()

    var value: Double { total.count == 0 ? 0 : Double(right.count) / Double(total.count) }

    mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
      let (rows, columns) = (answers.shape.rows, answers.shape.columns)
      total.count += rows
      for row in 0..<rows
      where AnswerClasses.best(answers, row: row, columns)
        == AnswerClasses.target(targets, row: row, columns)
      { right.count += 1 }
    }
  }
}

extension Metric where Self == Accuracy {
  /// The share of samples whose most probable class is the right one.
  public static var accuracy: Accuracy { Accuracy() }
}
