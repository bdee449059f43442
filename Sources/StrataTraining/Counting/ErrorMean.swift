import StrataLosses
import StrataTensor

/// The mean over all outputs of all samples of some function of the error y − t, in Double and in the
/// order of the samples: the cut of the batches does not show.
struct ErrorMean: Hashable, Sendable, Codable {
  private var sum = RunningSum()
  private var count = Tally()

  var mean: Double { count.count == 0 ? 0 : sum.sum / Double(count.count) }

  mutating func add(
    _ answers: TensorView<Float>, _ targets: TargetView<Float>, _ function: (Double) -> Double
  ) {
    let (rows, columns) = (answers.shape.rows, answers.shape.columns)
    for row in 0..<rows {
      for column in 0..<columns {
        let target = targets.value(row: row, column: column, of: columns)
        sum.sum += function(Double(answers[row * columns + column]) - Double(target))
      }
    }
    count.count += answers.count
  }
}
