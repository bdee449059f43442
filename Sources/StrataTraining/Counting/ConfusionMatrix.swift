import StrataBytes
import StrataLosses
import StrataTensor

/// How often samples of each class were taken for each class.
///
/// ```swift
/// let result = try Evaluator(model, loss: .softmaxCrossEntropy).evaluate(data, confusion: true)
/// if let confusion = result.confusion { print(confusion) }
/// // truth \ answer  cat  dog
/// // cat              10    2
/// // dog               1    7
/// ```
public struct ConfusionMatrix: Hashable, Sendable {
  /// `counts[truth][answer]`: samples of class `truth` that were taken for class `answer`.
  public private(set) var counts: [[Int]]
  /// What the classes are called, in the order of their numbers, if they have names.
  public let labels: [String]?

  /// Counts nothing yet.
  /// - Parameters:
  ///   - classes: How many classes there are, at least 1.
  ///   - labels: What they are called, if they have names.
  /// - Throws: ``TrainingError/argument(_:expected:got:)`` for no class, and for another number of
  ///   labels.
  public init(classes: Int, labels: [String]? = nil) throws(TrainingError) {
    guard classes >= 1 else {
      throw .argument("confusion matrix", expected: "at least 1 class", got: "\(classes)")
    }
    if let labels, labels.count != classes {
      throw .argument(
        "confusion matrix", expected: "a label for each of \(classes) classes",
        got: "\(labels.count)")
    }
    counts = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    self.labels = labels
  }

  /// Counts a sample.
  /// - Parameters:
  ///   - truth: Its class.
  ///   - answer: The class that it was taken for.
  /// - Throws: ``TrainingError/data(expected:got:)`` for a number that is no class.
  public mutating func add(truth: Int, answer: Int) throws(TrainingError) {
    guard counts.indices.contains(truth), counts.indices.contains(answer) else {
      throw .data(
        expected: "class numbers from 0 to \(counts.count - 1), as the confusion matrix has",
        got: "\(counts.indices.contains(truth) ? answer : truth)")
    }
    counts[truth][answer] += 1
  }

  /// Counts a batch.
  mutating func add(
    _ answers: TensorView<Float>, _ targets: TargetView<Float>
  ) throws(TrainingError) {
    let (rows, columns) = (answers.shape.rows, answers.shape.columns)
    for row in 0..<rows {
      try add(
        truth: AnswerClasses.target(targets, row: row, columns),
        answer: AnswerClasses.best(answers, row: row, columns))
    }
  }

  /// The number of samples.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The share of samples that were taken for what they are; 0 of no samples.
  public var accuracy: Double {
    share(counts.indices.reduce(0) { $0 + counts[$1][$1] }, of: total)
  }

  /// Of the samples that were taken for a class, the share that are of it; 0 if none were.
  /// - Precondition: The class is one of the matrix's.
  public func precision(of number: Int) -> Double {
    share(counts[number][number], of: counts.reduce(0) { $0 + $1[number] })
  }

  /// Of the samples of a class, the share that were taken for it; 0 if there is none.
  /// - Precondition: The class is one of the matrix's.
  public func recall(of number: Int) -> Double {
    share(counts[number][number], of: counts[number].reduce(0, +))
  }

  /// The harmonic mean of a class's precision and recall; 0 if there is no such sample or answer.
  /// - Precondition: The class is one of the matrix's.
  public func f1(of number: Int) -> Double {
    share(
      2 * counts[number][number],
      of: counts[number].reduce(0, +) + counts.reduce(0) { $0 + $1[number] })
  }

  /// The pairs of different classes that were taken for each other most often.
  /// - Parameter count: How many at most; pairs that never occurred are left out.
  /// - Returns: The most frequent first; of equal ones that of the lower class numbers.
  /// - Complexity: O(n² log n) for n classes.
  public func mostConfused(_ count: Int) -> [(truth: Int, answer: Int, samples: Int)] {
    var pairs: [(truth: Int, answer: Int, samples: Int)] = []
    for truth in counts.indices {
      for answer in counts.indices where answer != truth && counts[truth][answer] > 0 {
        pairs.append((truth, answer, counts[truth][answer]))
      }
    }
    pairs.sort { (-$0.samples, $0.truth, $0.answer) < (-$1.samples, $1.truth, $1.answer) }
    return Array(pairs.prefix(max(count, 0)))
  }

  private func share(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}

extension ConfusionMatrix: CustomStringConvertible {
  /// A table: a line for each true class, a column for each answer.
  public var description: String {
    let names = labels?.map(\.printable) ?? counts.indices.map { "\($0)" }
    let corner = "truth \\ answer"
    let first = max(corner.count, names.map(\.count).max() ?? 0)
    let widths = counts.indices.map { column in
      max(names[column].count, counts.map { "\($0[column])".count }.max() ?? 0)
    }
    func line(_ head: String, _ cells: [String]) -> String {
      zip(cells, widths).reduce(head + spaces(first - head.count)) {
        $0 + "  " + spaces($1.1 - $1.0.count) + $1.0
      }
    }
    let lines = zip(names, counts).map { line($0, $1.map { "\($0)" }) }
    return ([line(corner, names)] + lines).joined(separator: "\n")
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
}
