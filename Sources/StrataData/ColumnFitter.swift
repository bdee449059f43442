import StrataModel

/// What can be learned from one column of a table.
struct ColumnFitter {
  let name: String
  private let values: Table.Values
  /// Those from which means, deviations and stand-ins are learned.
  private let measured: Table.Values
  private let lines: [Int]

  /// - Parameter rows: The rows to measure; nil for all.
  init(_ column: Table.Column, lines: [Int], measuring rows: [Int]?) {
    name = column.name
    values = column.values
    measured = rows.map(values.rows) ?? values
    self.lines = lines
  }

  var isText: Bool {
    if case .text = values { true } else { false }
  }

  /// The column as an input.
  func input(
    standardizes: Bool, imputes: Bool, most: Int
  ) throws(PreparationError) -> InputColumn {
    if !imputes, let row = firstMissing { throw .missingValue(place(row)) }
    switch measured {
    case .numbers(let numbers):
      guard standardizes || imputes else { return InputColumn(name, .number()) }
      let moments = try Moments(of: numbers.compactMap(\.self), name: name)
      return InputColumn(
        name,
        .number(
          mean: standardizes ? moments.mean : 0, deviation: standardizes ? moments.deviation : 1,
          imputed: imputes ? moments.mean : nil))
    case .text(let texts):
      var counts: [ExactText: Int] = [:]
      for case let text? in texts { counts[ExactText(text), default: 0] += 1 }
      guard !counts.isEmpty else { throw Moments.nothingToLearn(from: name) }
      let known = knownTexts
      guard known.count <= most else {
        throw .invalid(
          part: "column \(quoted(name))", expected: "at most \(most) different texts",
          got: "\(known.count)")
      }
      // The first of the greatest: sorted by bytes already.
      let greatest = counts.values.max()
      let frequent = known.first { counts[$0] == greatest }
      return InputColumn(
        name, .category(values: known.map(\.text), imputed: imputes ? frequent?.text : nil))
    }
  }

  /// The texts of all rows, by their bytes.
  private var knownTexts: [ExactText] {
    guard case .text(let texts) = values else { return [] }
    return Set(texts.compactMap(\.self).map(ExactText.init)).sorted()
  }

  /// What the column's values are called as classes: texts by their bytes, numbers by value.
  func labels() throws(PreparationError) -> [String] {
    if let row = firstMissing { throw .missingTarget(place(row)) }
    switch values {
    case .numbers(let numbers):
      return Set(numbers.compactMap(\.self)).sorted().map(RawValue.text)
    case .text:
      return knownTexts.map(\.text)
    }
  }

  /// The column as a target that is a number.
  func numberTarget(standardizes: Bool) throws(PreparationError) -> NumberTarget {
    if let row = firstMissing { throw .missingTarget(place(row)) }
    guard standardizes, case .numbers(let numbers) = measured else { return NumberTarget(name) }
    let moments = try Moments(of: numbers.compactMap(\.self), name: name)
    return NumberTarget(name, mean: moments.mean, deviation: moments.deviation)
  }

  private var firstMissing: Int? {
    switch values {
    case .numbers(let numbers): numbers.firstIndex { $0 == nil }
    case .text(let texts): texts.firstIndex { $0 == nil }
    }
  }

  private func place(_ row: Int) -> PreparationError.Place {
    .cell(line: lines[row], column: name)
  }
}

extension Table.Values {
  /// The values of some rows, in the order given.
  fileprivate func rows(_ rows: [Int]) -> Table.Values {
    switch self {
    case .numbers(let numbers): .numbers(rows.map { numbers[$0] })
    case .text(let texts): .text(rows.map { texts[$0] })
    }
  }
}
