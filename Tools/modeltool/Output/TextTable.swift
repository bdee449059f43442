/// Rows of text under a head, in columns as wide as they need.
struct TextTable {
  private let head: [String]
  private let right: Set<Int>
  private let start: Int?
  private var rows: [[String]] = []

  /// A table of a head; the columns in `right` are aligned to the right. Where a line has no room for all
  /// columns, that of `start` begins a new one.
  init(_ head: [String], right: Set<Int> = [], start: Int? = nil) {
    self.head = head
    self.right = right
    self.start = start
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The table, a line a row.
  var text: String { text(width: nil) }

  /// The table in lines of at most `width` characters; nil for as many as it needs. What does not fit beside
  /// the first columns goes on in lines below, further in; a cell wider than a line loses its middle.
  func text(width: Int?) -> String {
    let width = max(width ?? .max, Self.indent + 1)
    let all = [head] + rows
    let widths = head.indices.map { column in
      min(all.map { $0[column].count }.max() ?? 0, width - (column == 0 ? 0 : Self.indent))
    }
    let isWide = widths.reduce(-2) { $0 + 2 + $1 } > width
    let lines = Self.lines(widths, width, start: isWide ? start : nil)
    func cells(_ row: [String]) -> String {
      lines.map { columns in
        var cells = columns.map { column in
          let cell = shortened(row[column], widths[column])
          return right.contains(column)
            ? aligned(cell, widths[column]) : padded(cell, widths[column])
        }
        if columns.first != 0 { cells[0] = padded("", Self.indent) + cells[0] }
        return Self.trimmed(cells.joined(separator: "  ")) + "\n"
      }.joined()
    }
    let rule = lines[0].map { String(repeating: "─", count: widths[$0]) }
    return cells(head) + rule.joined(separator: "  ") + "\n" + rows.map(cells).joined()
  }

  /// How far in the lines below stand.
  private static let indent = 2

  /// Which columns stand in which line, at least one in each.
  private static func lines(_ widths: [Int], _ width: Int, start: Int?) -> [[Int]] {
    var lines: [[Int]] = [[0]]
    var used = widths[0]
    for column in widths.indices.dropFirst() {
      if column != start, used <= width - 2, widths[column] <= width - 2 - used {
        lines[lines.count - 1].append(column)
        used += 2 + widths[column]
      } else {
        lines.append([column])
        used = indent + widths[column]
      }
    }
    return lines
  }

  private static func trimmed(_ line: String) -> String {
    String(line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
  }

  /// The table in Markdown.
  var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let rule = head.indices.map { right.contains($0) ? "---:" : "---" }
    return line(head) + line(rule) + rows.map(line).joined()
  }
}
