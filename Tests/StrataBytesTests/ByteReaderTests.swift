import StrataBytes
import Testing

@Suite struct ByteReaderTests {
  let eight: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 0xF8]

  @Test func numbersOfEverySizeInBothOrders() throws {
    var reader = ByteReader(eight, what: "b")
    #expect(try reader.readUInt8() == 1)
    #expect(try reader.readUInt16() == 0x0302)
    #expect(try reader.readUInt32() == 0x0706_0504)
    #expect(reader.remaining == 1 && reader.offset == 7 && !reader.isAtEnd)
    reader = ByteReader(eight, what: "b")
    #expect(try reader.readUInt16(.big) == 0x0102)
    #expect(try reader.readUInt32(.big) == 0x0304_0506)
    reader = ByteReader(eight, what: "b")
    #expect(try reader.readUInt64() == 0xF807_0605_0403_0201)
    #expect(reader.isAtEnd)
    reader = ByteReader(eight, what: "b")
    #expect(try reader.readUInt64(.big) == 0x0102_0304_0506_07F8)
    reader = ByteReader(eight, what: "b")
    #expect(try reader.readInt(.big) == 0x0102_0304_0506_07F8)
  }

  @Test func anIntOutOfRangeIsRefused() {
    var reader = ByteReader(eight, what: "b")
    #expect(
      throws: ByteError.corrupt(
        what: "b", offset: 0, reason: "the number 17872260264855011841 is out of range")
    ) { try reader.readInt() }
  }

  @Test func theEndIsAnErrorAndMovesNothing() throws {
    var reader = ByteReader(eight, what: "b")
    try reader.skip(5)
    #expect(throws: ByteError.truncated(what: "b", offset: 5, expected: 4, got: 3)) {
      try reader.readUInt32()
    }
    #expect(throws: ByteError.truncated(what: "b", offset: 5, expected: .max, got: 3)) {
      try reader.read(.max)
    }
    #expect(throws: ByteError.truncated(what: "b", offset: 5, expected: 4, got: 3)) {
      try reader.skip(4)
    }
    #expect(throws: ByteError.corrupt(what: "b", offset: 5, reason: "the length -1 is negative")) {
      try reader.read(-1)
    }
    #expect(try reader.read(3) == [6, 7, 0xF8])
    #expect(try reader.read(0) == [])
    #expect(throws: ByteError.truncated(what: "b", offset: 8, expected: 1, got: 0)) {
      try reader.readUInt8()
    }
  }

  @Test func aSectionEndsWhereItEndsAndCountsFromTheWhole() throws {
    var reader = ByteReader(eight, what: "b")
    try reader.skip(2)
    var section = try reader.section(3, what: "b: header")
    #expect(reader.offset == 5)
    #expect(try section.readUInt16() == 0x0403)
    #expect(throws: ByteError.truncated(what: "b: header", offset: 4, expected: 2, got: 1)) {
      try section.readUInt16()
    }
    #expect(
      section.corrupt("odd") == ByteError.corrupt(what: "b: header", offset: 4, reason: "odd"))
    #expect(throws: ByteError.truncated(what: "b", offset: 5, expected: 4, got: 3)) {
      try reader.section(4, what: "more")
    }
  }

  @Test func errorsCountFromWhereTheBytesBegin() throws {
    var reader = ByteReader(eight, what: "f", base: 1000)
    try reader.skip(6)
    #expect(throws: ByteError.truncated(what: "f", offset: 1006, expected: 4, got: 2)) {
      try reader.readUInt32()
    }
    #expect(reader.corrupt("odd", at: 2) == .corrupt(what: "f", offset: 1002, reason: "odd"))
    reader = ByteReader(eight, what: "f", base: .max)
    try reader.skip(1)
    #expect(reader.corrupt("odd") == .corrupt(what: "f", offset: .max, reason: "odd"))
  }
}
