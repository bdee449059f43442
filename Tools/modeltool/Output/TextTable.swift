/// Rows of text under a head, in columns as wide as they need.
struct TextTable {
  private let head: [String]
  private let right: Set<Int>
  private var rows: [[String]] = []

  /// A table of a head; the columns in `right` are aligned to the right.
  init(_ head: [String], right: Set<Int> = []) {
    self.head = head
    self.right = right
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The table, a line a row.
  var text: String {
    let all = [head] + rows
    let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    func line(_ row: [String]) -> String {
      var cells = row.indices.map { column in
        right.contains(column)
          ? aligned(row[column], widths[column]) : padded(row[column], widths[column])
      }
      // No spaces at the end of a line.
      if let last = cells.indices.last, !right.contains(last) { cells[last] = row[last] }
      return cells.joined(separator: "  ") + "\n"
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n"
    return line(head) + rule + rows.map(line).joined()
  }

  /// The table in Markdown.
  var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let rule = head.indices.map { right.contains($0) ? "---:" : "---" }
    return line(head) + line(rule) + rows.map(line).joined()
  }
}
