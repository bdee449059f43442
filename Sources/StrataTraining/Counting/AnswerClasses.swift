import StrataLosses
import StrataTensor

/// Which class a row of probabilities stands for, as all metrics of classes read it: the one with the
/// largest value, between equal ones that with the smaller number; of a single value class 1 from 0.5
/// on, else class 0.
enum AnswerClasses {
  /// The class of a row.
  static func best(_ values: TensorView<Float>, row: Int, _ columns: Int) -> Int {
    if columns == 1 { return isYes(values[row]) ? 1 : 0 }
    var best = 0
    for column in 1..<columns
    where values[row * columns + column] > values[row * columns + best] { best = column }
    return best
  }

  /// The class that a row should have been.
  static func target(_ targets: TargetView<Float>, row: Int, _ columns: Int) -> Int {
    switch targets {
    case .classes(let labels): Int(labels[row])
    case .values(let values): best(values, row: row, columns)
    }
  }

  /// Whether a probability is a yes.
  static func isYes(_ probability: Float) -> Bool { probability >= 0.5 }
}

extension TargetView<Float> {
  /// What an output should have been. Of class numbers that is the number itself for a single output,
  /// and for several the one-hot row: 1 for the class, 0 for the others.
  func value(row: Int, column: Int, of columns: Int) -> Float {
    switch self {
    case .values(let values): values[row * columns + column]
    case .classes(let labels):
      columns == 1 ? Float(labels[row]) : Int(labels[row]) == column ? 1 : 0
    }
  }
}
