/// The lines of a source, with their indentation.
struct SourceLines {
  /// The source.
  private(set) var text = ""
  private var depth = 0

  /// A line, or an empty one. What stands in the text after a newline keeps its own indentation.
  mutating func add(_ line: String = "") {
    text += (line.isEmpty ? "" : String(repeating: "  ", count: depth)) + line + "\n"
  }

  /// Lines that stand further to the right.
  mutating func indent(_ body: (inout SourceLines) -> Void) {
    depth += 1
    body(&self)
    depth -= 1
  }
}
