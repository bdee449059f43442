import StrataLosses
public import StrataPlugin
import StrataTensor

/// The share of samples whose right class is among the k most probable ones; 0 of no samples.
///
/// Between equal probabilities the class with the smaller number comes first, so that `topK(1)` is the
/// accuracy. Where there are no more than k classes every sample counts as right; one output stands
/// for two. Targets that are probabilities count as their most probable class.
public struct TopK: Metric {
  /// `topK`.
  public static let kind = "topK"
  /// What a list of plugins says of it.
  public static let summary = "The share of samples whose right class is among the k most probable"

  /// How many classes count; at least 1.
  public let k: Int

  /// The share of samples whose right class is among the `k` most probable ones.
  public init(_ k: Int = 5) { self.k = k }

  private enum CodingKeys: CodingKey { case k }

  /// Reads `k` (default 5).
  /// - Throws: `DecodingError`; `PluginError` for a number below 1.
  public init(from decoder: any Decoder) throws {
    k = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Int.self, forKey: .k) ?? 5
    try check()
  }

  /// Refuses a `k` below 1.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard k >= 1 else {
      throw .invalid(kind: Self.kind, parameter: "k", expected: "at least 1", got: "\(k)")
    }
  }

  /// `top5` for five classes.
  public var name: String { "top\(k)" }

  /// A fresh count.
  public func accumulator() -> some MetricAccumulator { Count(k: k) }

  private struct Count: MetricAccumulator {
    let k: Int
    var right = Tally()
    var total = Tally()

    var value: Double { total.count == 0 ? 0 : Double(right.count) / Double(total.count) }

    mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
      let (rows, columns) = (answers.shape.rows, answers.shape.columns)
      total.count += rows
      for row in 0..<rows {
        let target = AnswerClasses.target(targets, row: row, columns)
        let isRight =
          columns == 1
          ? k > 1 || AnswerClasses.best(answers, row: row, columns) == target
          : isAmongTheFirst(target, answers, row: row, columns)
        if isRight { right.count += 1 }
      }
    }

    /// Whether fewer than k classes come before one.
    private func isAmongTheFirst(
      _ target: Int, _ answers: TensorView<Float>, row: Int, _ columns: Int
    ) -> Bool {
      guard (0..<columns).contains(target) else { return false }
      let probability = answers[row * columns + target]
      var before = 0
      for column in 0..<columns where column != target {
        let other = answers[row * columns + column]
        // Every number comes before a NaN.
        if other > probability || other == probability && column < target || probability.isNaN {
          before += 1
        }
      }
      return before < k
    }
  }
}

extension Metric where Self == TopK {
  /// The share of samples whose right class is among the `k` most probable ones.
  public static func topK(_ k: Int = 5) -> TopK { TopK(k) }
}
