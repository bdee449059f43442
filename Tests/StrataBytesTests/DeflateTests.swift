import StrataBytes
import Testing

@Suite struct DeflateTests {
  static let buffers: [[UInt8]] = [
    [], [7], [UInt8](repeating: 0, count: 100_000), Array("to be or not to be ".utf8),
    (0..<70_000).map { UInt8(truncatingIfNeeded: ($0 &* $0) >> 7 & 0x1F) },
  ]

  /// `#expect` cannot look into a span or a value that cannot be copied.
  private func pack(_ deflate: inout Deflate, _ bytes: [UInt8], limit: Int) -> [UInt8]? {
    deflate.pack(bytes.span, limit: limit)
  }

  @Test(arguments: buffers, [Deflate.Strategy.matching, .huffmanOnly])
  func roundTrip(_ buffer: [UInt8], _ strategy: Deflate.Strategy) throws {
    var inflate = Inflate()
    for level in [-3, 1, 6, 9, 50] {
      var deflate = Deflate(level: level, strategy: strategy)
      // Twice, to see that nothing of the first buffer is left in the second.
      for _ in 0..<2 {
        let packed = pack(&deflate, buffer, limit: .max)
        let bytes = try #require(packed)
        let unpacked = try inflate.unpack(bytes.span, count: buffer.count, what: "b")
        #expect(unpacked == buffer)
      }
    }
  }

  @Test func theLimitIsKeptAndTheNextBufferIsWhole() throws {
    let buffer = Self.buffers[4]
    var deflate = Deflate()
    let packed = pack(&deflate, buffer, limit: buffer.count)
    let size = try #require(packed?.count)
    let exact = pack(&deflate, buffer, limit: size)
    #expect(exact?.count == size)
    for limit in [size - 1, 1, 0, -1, .min] {
      let tooSmall = pack(&deflate, buffer, limit: limit)
      #expect(tooSmall == nil)
    }
    let again = pack(&deflate, buffer, limit: buffer.count)
    // Compared as a whole: `#expect` would print every byte.
    let isSame = again == packed
    #expect(isSame)
  }

  @Test func huffmanAloneSeesNoRepetition() throws {
    let ones = [UInt8](repeating: 1, count: 5000)
    var matching = Deflate(strategy: .matching)
    var huffman = Deflate(strategy: .huffmanOnly)
    let short = pack(&matching, ones, limit: 5000)
    let long = pack(&huffman, ones, limit: 5000)
    #expect(try #require(short?.count) < 40)
    // One bit a byte is the shortest code there is.
    #expect(try #require(long?.count) > 5000 / 8)
  }
}
