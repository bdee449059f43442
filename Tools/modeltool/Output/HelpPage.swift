/// A page of words for people, broken to a width.
struct HelpPage {
  /// The width where there is no terminal.
  static let standardWidth = 92

  private let width: Int
  private(set) var text = ""

  /// - Parameter width: The most characters a line has, where words allow it.
  init(width: Int) { self.width = max(width, 20) }

  mutating func space() { text += "\n" }

  mutating func heading(_ words: String) {
    for line in Self.broken(words, width) { text += Screen.styled(line, .bold) + "\n" }
  }

  /// What is to be typed, in one line where that fits.
  mutating func form(_ words: String) {
    var lines = Self.broken(words, width - 6)
    if words.count <= width - 2 { lines = [words] }
    for (index, line) in lines.enumerated() { text += (index == 0 ? "  " : "      ") + line + "\n" }
  }

  /// A line that stays as it is.
  mutating func line(_ line: String) { text += line + "\n" }

  /// Words, broken into lines.
  mutating func paragraph(_ words: String, indent: Int = 0) {
    let space = String(repeating: " ", count: indent)
    for line in Self.broken(words, width - indent) { text += space + line + "\n" }
  }

  /// Lines of a text as a person wrote them: those that begin with spaces stay as they are, the others
  /// flow together.
  mutating func notes(_ lines: [String]) {
    var flow: [String] = []
    func end(_ page: inout HelpPage) {
      if !flow.isEmpty { page.paragraph(flow.joined(separator: " ")) }
      flow = []
    }
    for line in lines {
      if line.isEmpty || line.hasPrefix(" ") {
        end(&self)
        text += line + "\n"
      } else {
        flow.append(line)
      }
    }
    end(&self)
  }

  /// A word and what it means beside it, or below it where it is too long or the page too narrow.
  mutating func definition(_ head: String, _ words: String, headWidth: Int) {
    if words.isEmpty, head.isEmpty { return }
    let isNarrow = width < headWidth + 34
    let indent = isNarrow ? 6 : headWidth + 4
    let space = String(repeating: " ", count: indent)
    var lines = Self.broken(words, width - indent)
    if !isNarrow, head.count <= headWidth {
      let first = lines.isEmpty ? "" : lines.removeFirst()
      text += first.isEmpty ? "  \(head)\n" : "  " + padded(head, headWidth) + "  \(first)\n"
    } else if !head.isEmpty {
      text += "  \(head)\n"
    }
    for line in lines { text += space + line + "\n" }
  }

  /// A text in lines of at most so many characters; a longer word has a line of its own.
  static func broken(_ words: String, _ width: Int) -> [String] {
    var lines: [String] = []
    for word in words.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
