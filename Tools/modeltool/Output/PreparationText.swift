import Strata
import StrataBytes

/// What prepares a model's input, in words.
enum PreparationText {
  /// Where there is no screen to fit, lines are folded here.
  private static let usual = 96

  /// A line a fact, within a width if there is one; the first words are the head.
  static func lines(_ preparation: Preparation?, width: Int? = nil) -> [String] {
    guard let preparation else {
      return Facts.broken("input       taken as it is", width, indent: Facts.indent)
    }
    // Room for a comma before a part, and one behind it.
    let room = width.map { $0 - 3 } ?? usual
    let lines = input(preparation.input, room) + target(preparation.target, room)
    return lines.flatMap { Facts.broken($0, width, indent: Facts.indent) }
  }

  private static func input(_ input: InputPreparation, _ width: Int) -> [String] {
    switch input {
    case .array(let scale, let offset):
      if scale == 1, offset == 0 { return ["input       an array, taken as it is"] }
      let shift = offset == 0 ? "" : offset < 0 ? " − \(-offset)" : " + \(offset)"
      return ["input       an array, each value × \(scale)\(shift)"]
    case .columns(let columns):
      let names = columns.map { column in
        switch column.kind {
        case .number(let mean, let deviation, _): number(column.name, mean, deviation)
        case .category(let values, _): "\(name(column.name)) (\(values.count) values)"
        }
      }
      return folded("input", "\(Numbers.counted(columns.count, "column")): ", names, width)
    }
  }

  private static func target(_ target: TargetPreparation?, _ width: Int) -> [String] {
    switch target {
    case nil: return []
    case .classes(let classes):
      let column = classes.name.map { " in column \(name($0))" } ?? ""
      return folded("labels", "\(classes.labels.count)\(column): ", classes.labels.map(name), width)
    case .numbers(let numbers):
      return folded("outputs", "", numbers.map { number($0.name, $0.mean, $0.deviation) }, width)
    }
  }

  /// A column of numbers, with mean ± deviation if it is standardised.
  private static func number(_ column: String, _ mean: Double, _ deviation: Double) -> String {
    mean == 0 && deviation == 1
      ? name(column) : "\(name(column)) (\(short(mean)) ± \(short(deviation)))"
  }

  /// A name fit for a list on one line: in quotes if it holds a comma.
  private static func name(_ text: String) -> String {
    text.contains(",") ? "'\(text.printable)'" : text.printable
  }

  private static func short(_ value: Double) -> String {
    value.magnitude >= 1e-3 && value.magnitude < 1e6 || value == 0
      ? Numbers.decimal(value) : "\(Float(value))"
  }

  /// The most columns or labels that are listed.
  private static let most = 12

  /// Lines of a width or little more, broken between parts, under one head.
  private static func folded(
    _ head: String, _ start: String, _ parts: [String], _ width: Int
  ) -> [String] {
    var lines: [String] = []
    var line = padded(head, 10) + "  " + start
    var isEmpty = true
    let shown =
      parts.count <= most
      ? parts : parts.prefix(most) + ["… \(Numbers.grouped(parts.count - most)) more (see --json)"]
    for part in shown {
      if !isEmpty, line.count + part.count > width {
        lines.append(line + ",")
        line = padded("", Facts.indent)
        isEmpty = true
      }
      line += (isEmpty ? "" : ", ") + part
      isEmpty = false
    }
    return lines + [line]
  }
}
