import StrataBytes
import Testing

@Suite struct Base64Tests {
  /// The vectors of RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func theStandardsVectors(_ bytes: String, _ text: String) {
    #expect(Base64.text(of: Array(bytes.utf8)) == text)
  }

  @Test func everyLetter() {
    // Six bits at a time, 0 to 63.
    var bytes: [UInt8] = []
    for start in stride(from: UInt32(0), to: 64, by: 4) {
      let bits = start << 18 | (start + 1) << 12 | (start + 2) << 6 | (start + 3)
      bytes += [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
    }
    #expect(
      Base64.text(of: bytes)
        == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  }
}
