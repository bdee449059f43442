import Testing

@testable import EmbedModelGenerator

@Suite struct SwiftLiteralTests {
  @Test(arguments: [
    ("Oslo", #""Oslo""#), ("a\"b", #""a\"b""#), ("\\(x)", #""\\(x)""#),
    ("a\nb\r\t", #""a\nb\r\t""#),
    ("\0\u{7F}", #""\u{0}\u{7f}""#), ("é 日本 €", #""é 日本 €""#), ("e\u{301}", #""e\u{301}""#),
    ("\u{2028}\u{202E}\u{FEFF}\u{A0}", #""\u{2028}\u{202e}\u{feff}\u{a0}""#),
    ("👩\u{200D}🚀", #""👩\u{200d}🚀""#), ("", #""""#),
  ])
  func aString(_ text: String, _ literal: String) {
    #expect(Array(SwiftLiteral.string(text).utf8) == Array(literal.utf8))
  }

  @Test func manyLines() {
    #expect(
      SwiftLiteral.lines("input \"\"\"\": a\\b\n\n", indentation: "  ") == #"""
        """
          input "\"\"\": a\\b


          """
        """#)
  }

  @Test(arguments: [
    ("MIT", "MIT"), ("a\nb", "a b"), ("a\r\n\u{2028}b", "a b"), ("*/ code", "* / code"),
    ("/* a */", "/ * a * /"), ("/*/", "/ * /"), ("``A``", "''A''"),
    ("e\u{301} 👩 –", "e\u{301} 👩 –"),
    ("\u{202E}a\0", " a "),
  ])
  func aComment(_ text: String, _ comment: String) {
    #expect(Array(SwiftLiteral.comment(text).utf8) == Array(comment.utf8))
  }

  @Test func sevenBitCharactersAreTheirOwnLiteral() {
    let literal = SwiftLiteral.characters(Array(0..<128))
    #expect(literal.allSatisfy { (0x20..<0x7F).contains($0) })
    let text = String(decoding: literal, as: UTF8.self)
    #expect(text.hasPrefix(#"\u{0}\u{1}"#) && text.contains(##" !\"#$"##))
    #expect(text.contains(#"[\\]"#) && text.hasSuffix(#"}~\u{7f}"#))
  }
}
