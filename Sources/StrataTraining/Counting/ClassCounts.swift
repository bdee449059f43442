import StrataLosses
import StrataTensor

/// What precision, recall and F1 are made of: how often each class was the answer, was the truth, and
/// was both.
struct ClassCounts: Hashable, Sendable, Codable {
  /// One class's counts.
  struct Class: Hashable, Sendable, Codable {
    /// Samples of the class that were taken for it.
    var right = Tally()
    /// Samples that were taken for it.
    var answers = Tally()
    /// Samples of the class.
    var samples = Tally()

    /// Whether the class occurs at all.
    var occurs: Bool { answers.count > 0 || samples.count > 0 }
  }

  /// The classes; of a single output, class 1 alone; of yes or no answers, one an output.
  private(set) var classes: [Class] = []

  /// Takes in a batch of which each sample has one class.
  mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
    let (rows, columns) = (answers.shape.rows, answers.shape.columns)
    grow(to: columns)
    for row in 0..<rows {
      let answer = AnswerClasses.best(answers, row: row, columns)
      let target = AnswerClasses.target(targets, row: row, columns)
      if columns == 1 {
        count(0, answer: answer == 1, target: target == 1)
      } else {
        count(answer, answer: true, target: answer == target)
        // A number that is no class was not answered, whatever was.
        if answer != target, classes.indices.contains(target) {
          count(target, answer: false, target: true)
        }
      }
    }
  }

  /// Takes in a batch of which each output is a yes or no answer of its own.
  mutating func addYesOrNo(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
    let (rows, columns) = (answers.shape.rows, answers.shape.columns)
    grow(to: columns)
    for row in 0..<rows {
      for column in 0..<columns {
        count(
          column, answer: AnswerClasses.isYes(answers[row * columns + column]),
          target: AnswerClasses.isYes(targets.value(row: row, column: column, of: columns)))
      }
    }
  }

  private mutating func grow(to count: Int) {
    while classes.count < count { classes.append(Class()) }
  }

  private mutating func count(_ index: Int, answer: Bool, target: Bool) {
    if answer { classes[index].answers.count += 1 }
    if target { classes[index].samples.count += 1 }
    if answer && target { classes[index].right.count += 1 }
  }
}
