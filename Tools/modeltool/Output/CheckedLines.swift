import Strata

/// Lines, behind some of which stands a check, in a column.
struct CheckedLines {
  private var rows: [(line: String, check: Double?)] = []
  /// The widest line that the column stands beside.
  private static let most = Formula.width - 22

  mutating func add(_ line: String, _ check: Double? = nil) { rows.append((line, check)) }

  mutating func add(_ line: String, _ derivative: Explanation.Derivative) {
    add("\(line) = \(Formula.computed(derivative.value))", derivative.check)
  }

  var lines: [String] {
    let width =
      rows.filter { $0.check != nil && $0.line.count <= Self.most }
      .map(\.line.count).max() ?? 0
    return rows.flatMap { line, check -> [String] in
      guard let check else { return Formula.wrapped(line, indent: indent(line)) }
      let note = "   (check \(Formula.computed(check)))"
      if line.count <= width { return [padded(line, width) + note] }
      var lines = Formula.wrapped(line, indent: indent(line), width: Self.most)
      let last = lines.removeLast()
      return lines + [padded(last, width) + note]
    }
  }

  /// Where a line that is broken goes on: behind its first sign of equality.
  private func indent(_ line: String) -> Int {
    let characters = Array(line)
    return min((characters.firstIndex(of: "=") ?? 2) + 2, 40)
  }
}
