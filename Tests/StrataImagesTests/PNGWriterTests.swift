import StrataBytes
import StrataImages
import Testing

@Suite struct PNGWriterTests {
  /// The chunks of a file, each with a checksum that holds.
  private func chunks(_ file: [UInt8]) throws -> [(type: String, data: [UInt8])] {
    #expect(Array(file.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    var reader = ByteReader(Array(file.dropFirst(8)), what: "image")
    var chunks: [(type: String, data: [UInt8])] = []
    while !reader.isAtEnd {
      let count = Int(try reader.readUInt32(.big))
      let typed = try reader.read(4 + count)
      #expect(try reader.readUInt32(.big) == CRC32.checksum(typed))
      chunks.append((String(decoding: typed.prefix(4), as: UTF8.self), Array(typed.dropFirst(4))))
    }
    return chunks
  }

  /// The rows, each with its filter before it.
  private func rows(_ data: [UInt8], count: Int) throws -> [UInt8] {
    // A head that 31 divides, a window of 32 KiB, no dictionary (RFC 1950, section 2.2).
    let head = Int(data[0]) << 8 | Int(data[1])
    #expect(head % 31 == 0 && data[0] == 0x78 && data[1] & 0x20 == 0)
    var inflate = Inflate()
    return try inflate.unpack(Array(data[2..<data.count - 4]).span, count: count, what: "image")
  }

  @Test func aSquareOfGreysByHand() throws {
    let file = PNGWriter.bytes(width: 2, height: 2, samples: [0, 255, 7, 5], .grey)
    let chunks = try chunks(file)
    #expect(chunks.map(\.type) == ["IHDR", "IDAT", "IEND"])
    // 2 × 2, 8 bits, grey, deflate, filters, not interlaced.
    #expect(chunks[0].data == [0, 0, 0, 2, 0, 0, 0, 2, 8, 0, 0, 0, 0])
    #expect(chunks[2].data == [])
    // The second row is 7 − 0 and 5 − 255.
    #expect(try rows(chunks[1].data, count: 6) == [0, 0, 255, 2, 7, 6])
    // zlib.adler32(bytes([0, 0, 255, 2, 7, 6])) of Python 3.11.
    #expect(Array(chunks[1].data.suffix(4)) == [0x04, 0x1C, 0x01, 0x0F])
  }

  @Test(arguments: [(PNGWriter.Pixels.rgb, UInt8(2), 3), (.rgba, 6, 4)])
  func colours(_ pixels: PNGWriter.Pixels, _ type: UInt8, _ size: Int) throws {
    let (width, height) = (5, 3)
    let samples = (0..<width * height * size).map { UInt8(truncatingIfNeeded: $0 * 37) }
    let chunks = try chunks(
      PNGWriter.bytes(width: width, height: height, samples: samples, pixels))
    #expect(pixels.byteCount == size)
    #expect(Array(chunks[0].data[8...]) == [8, type, 0, 0, 0])
    let length = width * size
    let filtered = try rows(chunks[1].data, count: height * (length + 1))
    var decoded: [UInt8] = []
    for row in 0..<height {
      let start = row * (length + 1)
      #expect(filtered[start] == (row == 0 ? 0 : 2))
      for place in 0..<length {
        let above = row == 0 ? 0 : decoded[decoded.count - length]
        decoded.append(filtered[start + 1 + place] &+ above)
      }
    }
    #expect(decoded == samples)
  }

  /// Long enough that the sums of the checksum pass their modulus many times.
  @Test func aLargeImage() throws {
    let samples = [UInt8](repeating: 255, count: 300 * 200)
    let data = try chunks(PNGWriter.bytes(width: 300, height: 200, samples: samples, .grey))[1].data
    #expect(data.count < 1000)
    var bytes: [UInt8] = [0] + [UInt8](repeating: 255, count: 300)
    for _ in 1..<200 { bytes += [2] + [UInt8](repeating: 0, count: 300) }
    #expect(try rows(data, count: bytes.count) == bytes)
    // The definition, without shortcuts (RFC 1950, section 8.2).
    var (sum, sums) = (1, 0)
    for byte in bytes { (sum, sums) = (sum + Int(byte), sums + sum + Int(byte)) }
    let value = UInt32(sums % 65_521) << 16 | UInt32(sum % 65_521)
    #expect(Array(data.suffix(4)) == [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
  }
}
