import StrataLosses
import StrataPlugin
import StrataTensor

/// The area under the receiver operating characteristic: how likely a sample of a class scores higher
/// than one of another, ties counting half; 0.5 for answers that tell nothing, 1 for perfect ones.
///
/// It is exact: by ranks over the whole set, Σ [s⁺ > s⁻] + ½ · [s⁺ = s⁻] over all pairs, divided by
/// their number (J. A. Hanley and B. J. McNeil, "The meaning and use of the area under a receiver
/// operating characteristic (ROC) curve", Radiology 143 (1), 1982). Of several outputs each is compared
/// with the rest, and the mean goes over those that have samples of both sorts (one-vs-rest, macro).
/// A target that is a probability is a yes from 0.5 on.
///
/// NaN, which files leave out, where no output has samples of both sorts, and where a score is a NaN.
///
/// All scores are kept until the end of the set: 4 bytes for each output of each sample. Asking takes
/// O(n log n).
public struct AUC: Metric {
  /// `auc`.
  public static let kind = "auc"
  /// What a list of plugins says of it.
  public static let summary = "How likely a sample of a class scores higher than one of another"

  /// The metric; it has nothing to configure.
  public init() {}

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator { Scores() }

  private struct Scores: MetricAccumulator {
    /// One output's scores: those of its own samples and those of the rest.
    struct Output: Codable {
      var positives = ScoreList()
      var negatives = ScoreList()
    }

    var outputs: [Output] = []

    var value: Double {
      var (sum, count) = (0.0, 0)
      for output in outputs {
        guard let area = Self.area(output.positives.scores, output.negatives.scores) else {
          continue
        }
        sum += area
        count += 1
      }
      return count == 0 || sum.isNaN ? .nan : sum / Double(count)
    }

    mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
      let (rows, columns) = (answers.shape.rows, answers.shape.columns)
      while outputs.count < columns { outputs.append(Output()) }
      for column in 0..<columns {
        for row in 0..<rows {
          let score = answers[row * columns + column]
          if AnswerClasses.isYes(targets.value(row: row, column: column, of: columns)) {
            outputs[column].positives.scores.append(score)
          } else {
            outputs[column].negatives.scores.append(score)
          }
        }
      }
    }

    /// Nil without samples of both sorts.
    private static func area(_ positives: [Float], _ negatives: [Float]) -> Double? {
      guard !positives.isEmpty, !negatives.isEmpty else { return nil }
      guard !positives.contains(where: \.isNaN), !negatives.contains(where: \.isNaN) else {
        return .nan
      }
      let (positives, negatives) = (positives.sorted(), negatives.sorted())
      // Twice the sum over all pairs: a whole number, so that one rounding is all there is.
      var (twice, below, upTo) = (0, 0, 0)
      for score in positives {
        while below < negatives.count, negatives[below] < score { below += 1 }
        upTo = max(upTo, below)
        while upTo < negatives.count, negatives[upTo] == score { upTo += 1 }
        twice += below + upTo
      }
      return Double(twice) / 2 / (Double(positives.count) * Double(negatives.count))
    }
  }
}

extension Metric where Self == AUC {
  /// The area under the receiver operating characteristic.
  public static var auc: AUC { AUC() }
}
