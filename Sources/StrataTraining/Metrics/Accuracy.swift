import StrataLosses
import StrataPlugin
import StrataTensor

/// The share of samples whose most probable class is the right one.
///
/// Between equal probabilities the class with the smaller number wins. With one output, 0.5 and
/// more means class 1. Targets that are probabilities count as their most probable class.
public struct Accuracy: Metric {
  /// `accuracy`.
  public static let kind = "accuracy"

  /// The metric; it has nothing to configure.
  public init() {}

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator { Count() }

  private struct Count: MetricAccumulator {
    var right = 0
    var total = 0

    var value: Double { total == 0 ? 0 : Double(right) / Double(total) }

    mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
      let (rows, columns) = (answers.shape.rows, answers.shape.columns)
      total += rows
      for row in 0..<rows {
        let target =
          switch targets {
          case .classes(let labels): Int(labels[row])
          case .values(let values): Self.best(values, row: row, columns)
          }
        if Self.best(answers, row: row, columns) == target { right += 1 }
      }
    }

    private static func best(_ values: TensorView<Float>, row: Int, _ columns: Int) -> Int {
      if columns == 1 { return values[row] >= 0.5 ? 1 : 0 }
      var best = 0
      for column in 1..<columns
      where values[row * columns + column] > values[row * columns + best] { best = column }
      return best
    }
  }
}

extension Metric where Self == Accuracy {
  /// The share of samples whose most probable class is the right one.
  public static var accuracy: Accuracy { Accuracy() }
}
