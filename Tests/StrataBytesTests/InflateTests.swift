import StrataBytes
import Testing

@Suite struct InflateTests {
  let plain = Array("to be or not to be, that is".utf8)

  private func packed() throws -> [UInt8] {
    var deflate = Deflate()
    let packed = deflate.pack(plain.span, limit: 100)
    return try #require(packed)
  }

  private func unpack(_ bytes: [UInt8], _ count: Int, at offset: Int = 0) throws(ByteError)
    -> [UInt8]
  {
    var inflate = Inflate()
    return try inflate.unpack(bytes.span, count: count, what: "b", offset: offset)
  }

  @Test func cutAnywhereIsRefused() throws {
    let packed = try packed()
    for count in 0..<packed.count {
      let error = #expect(throws: ByteError.self) {
        try unpack(Array(packed.prefix(count)), plain.count, at: 100)
      }
      #expect(
        error
          == .corrupt(what: "b", offset: 100 + count, reason: "deflate: the data ends early"))
    }
  }

  @Test func anotherSizeIsRefused() throws {
    let packed = try packed()
    for count in 0..<plain.count {
      let error = #expect(throws: ByteError.self) { try unpack(packed, count) }
      guard case .corrupt("b", _, "deflate: more than the expected \(count) bytes") = error else {
        Issue.record("got \(error.debugDescription) for \(count)")
        continue
      }
    }
    #expect(
      throws: ByteError.corrupt(
        what: "b", offset: packed.count, reason: "deflate: 27 bytes, expected 28")
    ) { try unpack(packed, plain.count + 1) }
    #expect(throws: ByteError.limit(what: "b", limit: 0, got: -1)) { try unpack(packed, -1) }
  }

  @Test func bytesAfterTheEndAreRefused() throws {
    let packed = try packed()
    let error = #expect(throws: ByteError.self) { try unpack(packed + [0, 0], plain.count) }
    #expect(
      error
        == .corrupt(what: "b", offset: packed.count, reason: "deflate: 2 bytes are left over"))
  }

  @Test func nonsenseIsRefusedAndTheNextBufferIsWhole() throws {
    var inflate = Inflate()
    #expect(
      throws: ByteError.corrupt(what: "b", offset: .max, reason: "deflate: invalid block type")
    ) {
      let nonsense: [UInt8] = [7, 7]
      _ = try inflate.unpack(nonsense.span, count: 5, what: "b", offset: .max)
    }
    let packed = try packed()
    let bytes = try inflate.unpack(packed.span, count: plain.count, what: "b")
    #expect(bytes == plain)
  }

  @Test func everyBitFlippedGivesWordsOrThatManyBytes() throws {
    let packed = try packed()
    for index in packed.indices {
      for bit in 0..<8 {
        var damaged = packed
        damaged[index] ^= 1 << bit
        if let bytes = try? unpack(damaged, plain.count) { #expect(bytes.count == plain.count) }
      }
    }
  }
}
