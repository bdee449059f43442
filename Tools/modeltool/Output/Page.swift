/// A page that is written as text for a terminal, or as Markdown.
struct Page {
  let isMarkdown: Bool
  private(set) var text = ""

  init(isMarkdown: Bool) { self.isMarkdown = isMarkdown }

  private mutating func begin() {
    if !text.isEmpty { text += "\n" }
  }

  /// The title of the page, or of a part of it.
  mutating func heading(_ words: String, level: Int = 2) {
    begin()
    text +=
      isMarkdown
      ? String(repeating: "#", count: level) + " \(words)\n"
      : words + "\n" + (level < 3 ? String(repeating: "─", count: words.count) + "\n" : "")
  }

  /// Words, broken into lines.
  mutating func paragraph(_ words: String) {
    begin()
    var line = ""
    for word in words.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > Formula.width {
        text += line + "\n"
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    text += line + "\n"
  }

  /// Lines that stay as they are.
  mutating func lines(_ lines: [String]) {
    begin()
    let block = lines.joined(separator: "\n") + "\n"
    text += isMarkdown ? "```text\n\(block)```\n" : block
  }

  /// Rows under a head.
  mutating func table(_ table: TextTable) {
    begin()
    text += isMarkdown ? table.markdown : table.text
  }
}
