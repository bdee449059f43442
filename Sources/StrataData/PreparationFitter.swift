public import StrataModel
import StrataTensor

/// What learns from a table how to prepare data like it.
///
/// Numbers are standardised with their population mean and deviation, each summed in Double in the
/// order of the rows; texts become one value for each that occurs, in the order of their bytes. A
/// target of text is classes; one of numbers is numbers, unless the loss wants classes.
///
/// ```swift
/// let preparation = try PreparationFitter(targets: ["species"]).fit(table)
/// let inputs = try preparation.inputs(of: table)
/// let targets = try preparation.targets(of: table)
/// ```
public struct PreparationFitter: Hashable, Sendable {
  /// The most different texts an input column may have: each is an input of the network.
  public static let maximumValues = 1024

  /// The columns that hold the right answers.
  public var targets: [String]
  /// Whether numbers, targets too, are brought to mean 0 and deviation 1.
  public var standardizes: Bool
  /// Whether missing input values have a stand-in: the mean of a column's numbers, the most frequent
  /// of its texts (of equally frequent ones, the first by its bytes). Without, they are refused.
  public var imputes: Bool
  /// Whether the target is classes even if it is numbers.
  public var expectsClasses: Bool
  /// Whether targets that are numbers are standardised with the rest: not if they are probabilities.
  public var scalesTargets: Bool
  /// What a network for classes gives.
  public var form: ClassTarget.Form

  /// What learns from a table.
  /// - Parameters:
  ///   - targets: The columns that hold the right answers; all others are inputs.
  ///   - standardizes: Whether numbers are brought to mean 0 and deviation 1.
  ///   - imputes: Whether missing input values have a stand-in.
  ///   - expectsClasses: Whether the target is classes even if it is numbers.
  ///   - scalesTargets: Whether targets that are numbers are standardised with the rest.
  ///   - form: What a network for classes gives.
  public init(
    targets: [String] = [], standardizes: Bool = true, imputes: Bool = false,
    expectsClasses: Bool = false, scalesTargets: Bool = true, form: ClassTarget.Form = .logits
  ) {
    self.targets = targets
    self.standardizes = standardizes
    self.imputes = imputes
    self.expectsClasses = expectsClasses
    self.scalesTargets = scalesTargets
    self.form = form
  }

  /// Learns from a table.
  ///
  /// In cross-validation `rows` are those of the training part: means, deviations and stand-ins are then
  /// learned from them alone. Which texts and classes there are is taken from all rows, so that the
  /// network of every part has the same inputs and outputs.
  /// - Parameters:
  ///   - table: The table.
  ///   - rows: The rows to measure; nil for all.
  /// - Precondition: `rows` are rows of the table.
  /// - Throws: `PreparationError`: a target that is not there or is not complete, several targets
  ///   that are not all numbers, a missing input value if they are not imputed, a column without a
  ///   value or with too many texts, no input column, no row.
  /// - Complexity: O(cells), and O(n log n) for n different texts of a column.
  public func fit(
    _ table: Table, measuring rows: [Int]? = nil
  ) throws(PreparationError) -> Preparation {
    guard !table.lines.isEmpty else {
      throw .invalid(part: "table", expected: "at least one row", got: "none")
    }
    return try FloatingPointEnvironment.pinned { () throws(PreparationError) in
      if let name = ExactText.firstRepeated(in: targets) {
        throw .invalid(
          part: "targets", expected: "different columns", got: "\(quoted(name)) twice")
      }
      let names = table.columns.map(\.name)
      let places = try HeaderPlaces(names, finding: targets).indices
      // First what was asked for by name.
      let target = try target(
        of: places.map { ColumnFitter(table.columns[$0], lines: table.lines, measuring: rows) })
      var inputs: [InputColumn] = []
      for (index, column) in table.columns.enumerated() where !places.contains(index) {
        let learned = ColumnFitter(column, lines: table.lines, measuring: rows)
        inputs.append(
          try learned.input(standardizes: standardizes, imputes: imputes, most: Self.maximumValues))
      }
      return try Preparation(input: .columns(inputs), target: target)
    }
  }

  private func target(
    of columns: [ColumnFitter]
  ) throws(PreparationError) -> TargetPreparation? {
    guard let first = columns.first else { return nil }
    if columns.count == 1, expectsClasses || first.isText {
      return .classes(
        ClassTarget(name: first.name, labels: try first.labels(), form: form))
    }
    var numbers: [NumberTarget] = []
    for column in columns {
      guard !column.isText, !expectsClasses else {
        throw .invalid(
          part: "target \(quoted(column.name))",
          expected: "numbers, as there are \(columns.count) targets", got: "classes")
      }
      numbers.append(try column.numberTarget(standardizes: standardizes && scalesTargets))
    }
    return .numbers(numbers)
  }

  /// The classes of labels that are whole numbers: those that occur, by value.
  /// - Throws: `PreparationError/invalid(part:expected:got:)` if there are fewer than two.
  /// - Complexity: O(n log n).
  public static func classes(
    ofLabels labels: some Sequence<Int>, form: ClassTarget.Form = .logits
  ) throws(PreparationError) -> ClassTarget {
    let target = ClassTarget(labels: Set(labels).sorted().map { "\($0)" }, form: form)
    try target.check()
    return target
  }
}
