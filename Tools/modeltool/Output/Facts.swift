/// Lines of a head and what there is to say, for people.
struct Facts {
  /// The lines so far.
  private(set) var lines: [String] = []
  /// The most characters a line; nil for as many as there are.
  let width: Int?

  /// Where the words begin, behind the head.
  static let indent = 12

  init(width: Int?) { self.width = width }

  /// Adds words under a head, broken where a line is full.
  mutating func add(_ head: String, _ words: String) {
    let line = padded(head, Self.indent - 2) + "  " + words
    lines += Self.broken(line, width, indent: Self.indent)
  }

  /// Adds lines that are broken already.
  mutating func add(_ more: [String]) { lines += more }

  /// A line as lines of at most some characters, broken at spaces, or within a word that is too long; all
  /// but the first stand further in.
  static func broken(_ line: String, _ width: Int?, indent: Int) -> [String] {
    guard let width, line.count > width else { return [line] }
    let indent = min(indent, max(width - 8, 0))
    var lines: [String] = []
    var rest = Substring(line)
    var front = ""
    while front.count + rest.count > width {
      let room = rest.prefix(width + 1 - front.count)
      // Spaces of the head are no place to break at.
      let start = lines.isEmpty ? min(indent, room.count) : 0
      let place =
        room.dropFirst(start).lastIndex(of: " ")
        ?? rest.index(
          rest.startIndex, offsetBy: max(1, width - front.count))
      lines.append(front + rest[..<place])
      rest = rest[place...].drop { $0 == " " }
      front = padded("", indent)
    }
    if !rest.isEmpty { lines.append(front + rest) }
    return lines
  }
}
