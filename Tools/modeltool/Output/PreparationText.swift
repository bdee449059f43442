import Strata

/// What prepares a model's input, in words.
enum PreparationText {
  /// A line a fact; the first words are the head.
  static func lines(_ preparation: Preparation?) -> [String] {
    guard let preparation else { return ["input       taken as it is"] }
    return input(preparation.input) + target(preparation.target)
  }

  private static func input(_ input: InputPreparation) -> [String] {
    switch input {
    case .array(let scale, let offset):
      if scale == 1, offset == 0 { return ["input       an array, taken as it is"] }
      return ["input       an array, each value × \(scale) + \(offset)"]
    case .columns(let columns):
      let names = columns.map { column in
        switch column.kind {
        case .number(let mean, let deviation, _):
          mean == 0 && deviation == 1
            ? column.name : "\(column.name) (− \(short(mean)) ÷ \(short(deviation)))"
        case .category(let values, _): "\(column.name) (\(values.count) values)"
        }
      }
      return folded("input", "\(columns.count) columns: " + listed(names))
    }
  }

  private static func target(_ target: TargetPreparation?) -> [String] {
    switch target {
    case nil: return []
    case .classes(let classes):
      let column = classes.name.map { " in column \($0)" } ?? ""
      return folded(
        "labels", "\(classes.labels.count)\(column): " + listed(classes.labels))
    case .numbers(let numbers):
      let names = numbers.map {
        $0.mean == 0 && $0.deviation == 1
          ? $0.name : "\($0.name) (× \(short($0.deviation)) + \(short($0.mean)))"
      }
      return folded("outputs", listed(names))
    }
  }

  private static func short(_ value: Double) -> String {
    value.magnitude >= 1e-3 && value.magnitude < 1e6 || value == 0
      ? Numbers.decimal(value) : "\(Float(value))"
  }

  /// The first few of many; `--json` has them all.
  private static func listed(_ texts: [String]) -> String {
    let most = 12
    guard texts.count > most else { return texts.joined(separator: ", ") }
    return texts.prefix(most - 2).joined(separator: ", ") + ", and \(texts.count - most + 2) more"
  }

  /// Lines of at most 100 characters, broken at commas, under one head.
  private static func folded(_ head: String, _ text: String) -> [String] {
    var lines: [String] = []
    var line = padded(head, 10) + "  "
    var isEmpty = true
    for part in text.split(separator: ", ") {
      if !isEmpty, line.count + part.count > 96 {
        lines.append(line + ",")
        line = padded("", 12)
        isEmpty = true
      }
      line += (isEmpty ? "" : ", ") + part
      isEmpty = false
    }
    return lines + [line]
  }
}
