import StrataPlugin

/// Of the samples that were taken for a class, the share that are of it: right / answers.
///
/// A single output's score is that of class 1. Of several outputs each is a class, and the mean goes
/// over those classes that are among the targets or the answers; or, with `multiLabel`, each is a yes
/// or no answer, yes from 0.5 on, and the mean goes over all of them. Targets that are probabilities
/// count as their most probable class, or as a yes from 0.5 on.
///
/// Where nothing was taken for a class its precision is 0, as in scikit-learn's `precision_score`.
public struct Precision: Metric {
  /// `precision`.
  public static let kind = "precision"
  /// What a list of plugins says of it.
  public static let summary = "The share of what was taken for a class that is of it"

  /// How the classes' scores become one number.
  public let average: ClassAverage
  /// Whether each of several outputs is a yes or no answer of its own, not one of several classes.
  public let multiLabel: Bool

  /// The precision.
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

  /// `precision`, or `precisionMicro` where each sample counts alike.
  public var name: String { average == .macro ? Self.kind : Self.kind + "Micro" }

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator {
    ClassScore(.precision, average, multiLabel: multiLabel)
  }
}

extension Metric where Self == Precision {
  /// The share of the answers of a class that are right
  public static func precision(
    average: ClassAverage = .macro, multiLabel: Bool = false
  ) -> Precision { Precision(average: average, multiLabel: multiLabel) }
}
