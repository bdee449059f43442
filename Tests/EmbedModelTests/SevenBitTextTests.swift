import Testing

@testable import StrataPredict

@Suite struct SevenBitTextTests {
  private func decoded(_ text: [UInt8]) -> [UInt8]? {
    unsafe SevenBitText.bytes(of: text.span.bytes)
  }

  @Test(arguments: 0..<40)
  func whatGoesInComesOut(_ count: Int) {
    for bytes in [
      (0..<count).map { UInt8(truncatingIfNeeded: $0 * 151 + 77) },
      [UInt8](repeating: 0xFF, count: count), [UInt8](repeating: 0, count: count),
    ] {
      let text = SevenBitText.characters(of: bytes)
      #expect(text.count == (bytes.count * 8 + 6) / 7)
      #expect(text.allSatisfy { $0 < 128 })
      #expect(decoded(text) == bytes)
    }
  }

  /// Bit by bit, as the comment of the type says it.
  @Test func theBitsStandWhereTheyAreSaidToStand() {
    let bytes = (0..<21).map { UInt8(truncatingIfNeeded: $0 * 59 + 200) }
    let text = SevenBitText.characters(of: bytes)
    for bit in 0..<(bytes.count * 8) {
      let group = bit / 56
      let place = bit % 56
      #expect(
        bytes[bit / 8] >> UInt8(bit % 8) & 1 == text[group * 8 + place / 7] >> UInt8(place % 7) & 1)
    }
  }

  @Test func aLiteralIsRead() {
    // 'A' is 0x41 and 'b' 0x62: the bits 1000001 and 1100010, the lowest first.
    #expect(SevenBitText.bytes(of: "A") == nil)
    #expect(SevenBitText.bytes(of: "A\u{1}") == [0xC1])
    #expect(SevenBitText.bytes(of: "") == [])
    #expect(SevenBitText.bytes(of: "\0\0") == [0])
  }

  @Test(arguments: 2..<20)
  func badTextIsRefused(_ length: Int) {
    let good = SevenBitText.characters(of: [UInt8](repeating: 0, count: length * 7 / 8))
    #expect(decoded(good) != nil)
    for place in good.indices {
      var bad = good
      bad[place] = 0x80
      #expect(decoded(bad) == nil)
    }
    // Bits that belong to no byte.
    let used = good.count * 7 / 8 * 8 - 7 * (good.count - 1)
    for bit in used..<7 {
      var bad = good
      bad[good.count - 1] = 1 << UInt8(bit)
      #expect(decoded(bad) == nil)
    }
  }

  /// One character more than whole groups holds no byte.
  @Test(arguments: [1, 9, 17])
  func aLengthThatNoBytesHaveIsRefused(_ length: Int) {
    #expect(decoded([UInt8](repeating: 0, count: length)) == nil)
  }
}
