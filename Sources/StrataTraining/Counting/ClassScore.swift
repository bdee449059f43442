import StrataLosses
import StrataTensor

/// A score that is a share of counts, over classes or over yes or no answers.
struct ClassScore: MetricAccumulator {
  /// Which share.
  enum Share: String, Codable {
    /// right / answers.
    case precision
    /// right / samples.
    case recall
    /// 2 · right / (answers + samples), the harmonic mean of the two.
    case f1
  }

  private let share: Share
  private let average: ClassAverage
  /// Whether each output is an answer of its own.
  private let multiLabel: Bool
  private var counts = ClassCounts()

  init(_ share: Share, _ average: ClassAverage, multiLabel: Bool) {
    self.share = share
    self.average = average
    self.multiLabel = multiLabel
  }

  mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
    if multiLabel { counts.addYesOrNo(answers, targets) } else { counts.add(answers, targets) }
  }

  var value: Double {
    // A class that is neither among the answers nor among the targets says nothing.
    let classes = multiLabel ? counts.classes : counts.classes.filter(\.occurs)
    guard !classes.isEmpty else { return 0 }
    func sum(_ part: (ClassCounts.Class) -> Double) -> Double {
      classes.reduce(0) { $0 + part($1) }
    }
    switch average {
    case .macro:
      return sum {
        score(Double($0.right.count), Double($0.answers.count), Double($0.samples.count))
      }
        / Double(classes.count)
    case .micro:
      return score(
        sum { Double($0.right.count) }, sum { Double($0.answers.count) },
        sum { Double($0.samples.count) })
    }
  }

  private func score(_ right: Double, _ answers: Double, _ samples: Double) -> Double {
    let (part, whole) =
      switch share {
      case .precision: (right, answers)
      case .recall: (right, samples)
      case .f1: (2 * right, answers + samples)
      }
    return whole == 0 ? 0 : part / whole
  }
}
