import StrataPlugin

/// The harmonic mean of precision and recall: 2 · right / (answers + samples).
///
/// A single output's score is that of class 1. Of several outputs each is a class, and the mean goes
/// over those classes that are among the targets or the answers; or, with `multiLabel`, each is a yes
/// or no answer, yes from 0.5 on, and the mean goes over all of them. Targets that are probabilities
/// count as their most probable class, or as a yes from 0.5 on.
///
/// The macro average is that of the classes' F1, not of their precision and recall. Where a class has
/// neither answers nor samples it is 0, as in scikit-learn's `f1_score`.
public struct F1: Metric {
  /// `f1`.
  public static let kind = "f1"
  /// What a list of plugins says of it.
  public static let summary = "The harmonic mean of precision and recall"

  /// How the classes' scores become one number.
  public let average: ClassAverage
  /// Whether each of several outputs is a yes or no answer of its own, not one of several classes.
  public let multiLabel: Bool

  /// The F1 score.
  public init(average: ClassAverage = .macro, multiLabel: Bool = false) {
    self.average = average
    self.multiLabel = multiLabel
  }

  private enum CodingKeys: CodingKey { case average, multiLabel }

  /// Reads `average` (default `macro`) and `multiLabel` (false).
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    average = try container.decodeIfPresent(ClassAverage.self, forKey: .average) ?? .macro
    multiLabel = try container.decodeIfPresent(Bool.self, forKey: .multiLabel) ?? false
  }

  /// `f1`, or `f1Micro` where each sample counts alike.
  public var name: String { average == .macro ? Self.kind : Self.kind + "Micro" }

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator {
    ClassScore(.f1, average, multiLabel: multiLabel)
  }
}

extension Metric where Self == F1 {
  /// The harmonic mean of precision and recall
  public static func f1(
    average: ClassAverage = .macro, multiLabel: Bool = false
  ) -> F1 { F1(average: average, multiLabel: multiLabel) }
}
