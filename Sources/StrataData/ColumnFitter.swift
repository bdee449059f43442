import StrataModel

/// What can be learned from one column of a table.
struct ColumnFitter {
  let name: String
  private let values: Table.Values
  private let lines: [Int]

  init(_ column: Table.Column, lines: [Int]) {
    name = column.name
    values = column.values
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
    switch values {
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
      guard counts.count <= most else {
        throw .invalid(
          part: "column \(quoted(name))", expected: "at most \(most) different texts",
          got: "\(counts.count)")
      }
      let values = counts.keys.sorted()
      // The first of the greatest: sorted by bytes already.
      let greatest = counts.values.max()
      let frequent = values.first { counts[$0] == greatest }
      return InputColumn(
        name, .category(values: values.map(\.text), imputed: imputes ? frequent?.text : nil))
    }
  }

  /// What the column's values are called as classes: texts by their bytes, numbers by value.
  func labels() throws(PreparationError) -> [String] {
    if let row = firstMissing { throw .missingTarget(place(row)) }
    switch values {
    case .numbers(let numbers):
      return Set(numbers.compactMap(\.self)).sorted().map(RawValue.text)
    case .text(let texts):
      return Set(texts.compactMap(\.self).map(ExactText.init)).sorted().map(\.text)
    }
  }

  /// The column as a target that is a number.
  func numberTarget(standardizes: Bool) throws(PreparationError) -> NumberTarget {
    if let row = firstMissing { throw .missingTarget(place(row)) }
    guard standardizes, case .numbers(let numbers) = values else { return NumberTarget(name) }
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
