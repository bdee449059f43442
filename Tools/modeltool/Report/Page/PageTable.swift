/// A table of a page, in a box of its own that scrolls where the screen is narrower.
struct PageTable {
  private let caption: String
  private let head: [String]
  private let right: Set<Int>
  private var rows: [[Markup]] = []

  /// A table of a head; the columns in `right` are numbers.
  init(_ caption: String, _ head: [String], right: Set<Int> = []) {
    self.caption = caption
    self.head = head
    self.right = right
  }

  /// A row; its first cell names it.
  mutating func add(_ cells: [Markup]) { rows.append(cells) }

  var markup: Markup {
    func attribute(_ column: Int) -> Markup { right.contains(column) ? " class=\"number\"" : "" }
    let names = Markup(
      head.enumerated().map { "<th scope=\"col\"\(attribute($0))>\($1)</th>" })
    let body = Markup(
      rows.map { row in
        let cells = Markup(
          row.enumerated().map { column, cell in
            column == 0
              ? "<th scope=\"row\"\(attribute(column))>\(cell)</th>"
              : "<td\(attribute(column))>\(cell)</td>"
          })
        return "<tr>\(cells)</tr>\n"
      })
    return """
      <div class="scroll" role="region" aria-label="\(caption)" tabindex="0">
      <table>
      <caption>\(caption)</caption>
      <thead><tr>\(names)</tr></thead>
      <tbody>
      \(body)</tbody>
      </table>
      </div>

      """
  }
}
