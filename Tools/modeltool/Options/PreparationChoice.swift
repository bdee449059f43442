import Strata

/// What prepares the data of a model that has learned no preparation yet.
enum PreparationChoice {
  /// Learns a preparation from data.
  /// - Parameters:
  ///   - raw: The data, from `path`.
  ///   - labels: The labels of an array.
  ///   - targets: The target columns of a table.
  ///   - loss: The loss that was asked for: one for classes makes numbers classes.
  ///   - standardizes: Whether numbers are brought to mean 0 and deviation 1.
  ///   - imputes: Whether missing values have a stand-in.
  /// - Throws: ``UsageError`` if nothing says what the right answers are; ``FileProblem``.
  static func fit(
    _ raw: RawData, _ path: String, labels: (values: [Int], path: String)?, targets: [String]?,
    _ loss: (any Loss)?, standardizes: Bool, imputes: Bool
  ) throws -> Preparation {
    switch raw {
    case .table(let table):
      guard let targets else {
        throw UsageError("--target is missing: which column holds the right answer?")
      }
      return try FileProblem.naming(path) {
        try PreparationFitter(
          targets: targets, standardizes: standardizes, imputes: imputes,
          expectsClasses: loss?.takesClasses ?? false,
          scalesTargets: loss?.targetsMayBeScaled ?? true
        ).fit(table)
      }
    case .array(let array):
      guard let labels else {
        throw UsageError("--labels is missing: an array needs a file of labels")
      }
      let target = try FileProblem.naming(labels.path) {
        try PreparationFitter.classes(ofLabels: labels.values)
      }
      return try Preparation(
        input: standardizes ? array.standardizing : .array(scale: 1, offset: 0),
        target: .classes(target))
    }
  }
}
