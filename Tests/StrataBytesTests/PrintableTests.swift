import StrataBytes
import Testing

@Suite struct PrintableTests {
  @Test(arguments: [
    ("weight", "weight"), ("Größe 大", "Größe 大"), ("a\nb\r\tc", "a\\u{a}b\\u{d}\\u{9}c"),
    ("\u{1B}[31m", "\\u{1b}[31m"), ("\u{7F}\u{9B}", "\\u{7f}\\u{9b}"),
    ("\u{202E}a\u{2066}\u{2028}", "\\u{202e}a\\u{2066}\\u{2028}"),
  ])
  func shows(_ text: String, as shown: String) {
    #expect(text.printable == shown)
  }
}
