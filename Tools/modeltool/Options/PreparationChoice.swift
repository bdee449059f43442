import Strata

/// What prepares the data of a model that has learned no preparation yet.
enum PreparationChoice {
  /// Learns a preparation from data.
  /// - Parameters:
  ///   - raw: The data, from `path`.
  ///   - labels: The labels of an array.
  ///   - targets: The target columns of a table.
  ///   - loss: The loss that was asked for: one for classes makes numbers classes.
  ///   - reconstructs: Whether a sample is its own right answer: then there is no target.
  ///   - standardizes: Whether numbers are brought to mean 0 and deviation 1.
  ///   - imputes: Whether missing values have a stand-in.
  ///   - rows: The samples that are measured; nil for all.
  /// - Throws: ``UsageError`` if nothing says what the right answers are; ``FileProblem``.
  static func fit(
    _ raw: RawData, _ path: String, labels: (values: [Int], path: String)?, targets: [String]?,
    _ loss: (any Loss)?, reconstructs: Bool = false, standardizes: Bool, imputes: Bool,
    measuring rows: [Int]? = nil
  ) throws -> Preparation {
    switch raw {
    case .table(let table):
      guard let targets = reconstructs ? [] : targets else {
        throw UsageError("--target is missing: which column holds the right answer?")
      }
      return try FileProblem.naming(path) {
        try PreparationFitter(
          targets: targets, standardizes: standardizes, imputes: imputes,
          expectsClasses: loss?.takesClasses ?? false,
          scalesTargets: loss?.targetsMayBeScaled ?? true
        ).fit(table, measuring: rows)
      }
    case .array(let array):
      guard labels != nil || reconstructs else {
        throw UsageError("--labels is missing: an array needs a file of labels")
      }
      let target = try labels.map { labels in
        try FileProblem.naming(labels.path) {
          try TargetPreparation.classes(PreparationFitter.classes(ofLabels: labels.values))
        }
      }
      let input: InputPreparation =
        if !standardizes {
          .array(scale: 1, offset: 0)
        } else if let rows {
          array.standardizing(measuring: rows)
        } else {
          array.standardizing
        }
      return try Preparation(input: input, target: target)
    }
  }
}
