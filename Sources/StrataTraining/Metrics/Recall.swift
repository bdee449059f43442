import StrataPlugin

/// Of the samples of a class, the share that were taken for it: right / samples.
///
/// A single output's score is that of class 1. Of several outputs each is a class, and the mean goes
/// over those classes that are among the targets or the answers; or, with `multiLabel`, each is a yes
/// or no answer, yes from 0.5 on, and the mean goes over all of them. Targets that are probabilities
/// count as their most probable class, or as a yes from 0.5 on.
///
/// Where there is no sample of a class its recall is 0, as in scikit-learn's `recall_score`.
public struct Recall: Metric {
  /// `recall`.
  public static let kind = "recall"
  /// What a list of plugins says of it.
  public static let summary = "The share of a class that was taken for it"

  /// How the classes' scores become one number.
  public let average: ClassAverage
  /// Whether each of several outputs is a yes or no answer of its own, not one of several classes.
  public let multiLabel: Bool

  /// The recall.
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

  /// `recall`, or `recallMicro` where each sample counts alike.
  public var name: String { average == .macro ? Self.kind : Self.kind + "Micro" }

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator {
    ClassScore(.recall, average, multiLabel: multiLabel)
  }
}

extension Metric where Self == Recall {
  /// The share of the samples of a class that were found
  public static func recall(
    average: ClassAverage = .macro, multiLabel: Bool = false
  ) -> Recall { Recall(average: average, multiLabel: multiLabel) }
}
