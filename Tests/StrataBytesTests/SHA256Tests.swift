import StrataBytes
import Testing

@Suite struct SHA256Tests {
  /// The examples that NIST publishes for FIPS 180-4, and the hash of nothing.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func vector(_ text: String, _ digest: String) {
    #expect(hex(SHA256.hash(Array(text.utf8))) == digest)
  }

  @Test func aMillionTimesTheLetterA() {
    #expect(
      hex(SHA256.hash([UInt8](repeating: 0x61, count: 1_000_000)))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// Python: `sha256(b"".join(sha256(b"b" * n).digest() for n in range(130))).hexdigest()`:
  /// every length around the two block borders.
  @Test func everyLength() {
    let digests = (0..<130).flatMap { SHA256.hash([UInt8](repeating: 0x62, count: $0)) }
    #expect(
      hex(SHA256.hash(digests))
        == "b791225630dd390a2e0bd0670cf85198573e32330cec101796567f3b55846a8b")
  }

  @Test(arguments: [1, 3, 63, 64, 65, 200])
  func inPiecesAsInOne(_ size: Int) {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var hasher = SHA256()
    for start in stride(from: 0, to: 1000, by: size) {
      hasher.update(Array(bytes[start..<min(start + size, 1000)]))
      hasher.update([])
    }
    #expect(hasher.finish() == SHA256.hash(bytes))
  }
}
