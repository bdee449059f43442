/// Text that is told apart and ordered by its bytes.
///
/// Swift's own `==` takes two spellings of an accented letter for one; a file's names and values
/// are different if their bytes are.
package struct ExactText: Hashable, Comparable, Sendable {
  /// The text.
  package let text: String

  /// Text, told apart by its bytes.
  package init(_ text: String) { self.text = text }

  /// Equal byte by byte.
  package static func == (a: Self, b: Self) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  /// By the first byte that differs.
  package static func < (a: Self, b: Self) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }

  /// Hashes the bytes.
  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    // So that a text and the next field's cannot run into each other.
    hasher.combine(UInt8.max)
  }

  /// The first text that occurs twice.
  package static func firstRepeated(in texts: some Sequence<String>) -> String? {
    var seen: Set<ExactText> = []
    return texts.first { !seen.insert(ExactText($0)).inserted }
  }
}
