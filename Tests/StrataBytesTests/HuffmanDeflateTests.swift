import CStrataBytes
import CZlib
import StrataBytes
import Testing

@Suite struct HuffmanDeflateTests {
  /// A buffer packed, and the size that was foretold.
  private func pack(
    _ bytes: [UInt8], room: Int? = nil, matching: Bool = false
  ) -> (packed: [UInt8]?, size: Int) {
    var histogram = Histogram()
    histogram.take(bytes.span)
    var huffman = HuffmanDeflate()
    let size = huffman.choose(for: bytes.span, histogram, matching: matching)
    var output = [UInt8](repeating: 0xAA, count: 5 + (room ?? size + 8))
    let length = huffman.pack(bytes.span, into: &output, from: 5)
    #expect(output.prefix(5).allSatisfy { $0 == 0xAA })
    return (length.map { Array(output[5..<5 + $0]) }, size)
  }

  /// zlib unpacks it; it has the size that was foretold, and about that of zlib's own codes.
  @Test(arguments: Buffers.all.indices)
  func zlibReadsIt(_ index: Int) throws {
    let (name, bytes) = Buffers.all[index]
    let (packed, size) = pack(bytes)
    let made = try #require(packed)
    #expect(made.count == size)
    let isSame = Zlib.inflate(made, count: bytes.count) == bytes
    #expect(isSame, "\(name)")
    var inflate = Inflate()
    let isRead = try inflate.unpack(made.span, count: bytes.count, what: "b") == bytes
    #expect(isRead, "\(name)")
    // zlib may choose other codes for each 32 Ki bytes, or none where there is nothing to gain.
    let theirs = Zlib.deflate(bytes, strategy: Z_HUFFMAN_ONLY).count
    if name != "even" { #expect(made.count <= theirs + theirs / 100 + 330, "\(name)") }
  }

  /// The same with matches, which are never a loss but of what stored runs may cost.
  @Test(arguments: Buffers.all.indices)
  func zlibReadsMatches(_ index: Int) throws {
    let (name, bytes) = Buffers.all[index]
    let (packed, size) = pack(bytes, matching: true)
    let made = try #require(packed)
    #expect(made.count == size && size <= pack(bytes).size + bytes.count / 64)
    let isSame = Zlib.inflate(made, count: bytes.count) == bytes
    #expect(isSame, "\(name)")
    var inflate = Inflate()
    let isRead = try inflate.unpack(made.span, count: bytes.count, what: "b") == bytes
    #expect(isRead, "\(name)")
  }

  /// What the processor can do changes nothing of what is written, nor for what there is room.
  @Test(arguments: Buffers.all.indices)
  func everyVariant(_ index: Int) {
    let (name, bytes) = Buffers.all[index]
    for count in Set([1, 63, 64, 65, 127, 128, 300, bytes.count]) where count <= bytes.count {
      let part = Array(bytes.suffix(count))
      for matching in [false, true] {
        let size = packed(part, matching: matching, room: 2 * count + 700, features: 0)?.count ?? 0
        for room in [size + 120, size + 9, size + 8, size + 7, size, size - 1, size / 2] {
          let expected = packed(part, matching: matching, room: room, features: 0)
          let made = packed(
            part, matching: matching, room: room, features: strata_bytes_features())
          #expect(made == expected, "\(name), \(count) bytes, room for \(room)")
        }
      }
    }
  }

  /// What is written of a buffer; nil if there is no room. Memory of exactly that size.
  private func packed(
    _ bytes: [UInt8], matching: Bool, room: Int, features: UInt32
  ) -> [UInt8]? {
    var counts = [UInt32](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    var matches = [strata_bytes_match](
      repeating: strata_bytes_match(), count: matching ? bytes.count / 9 : 0)
    let found =
      matching ? unsafe strata_bytes_find_matches(bytes, bytes.count, 9, &matches) : 0
    let code = UnsafeMutableRawPointer.allocate(byteCount: strata_bytes_code_size(), alignment: 8)
    defer { unsafe code.deallocate() }
    let output = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
    defer { unsafe output.deallocate() }
    _ = unsafe strata_bytes_make_code(
      counts, bytes, matches, found, OpaquePointer(code))
    let size = unsafe strata_bytes_deflate(
      features, OpaquePointer(code), bytes, bytes.count, matches, found, output, room)
    return unsafe size == 0 ? nil : Array(UnsafeBufferPointer(start: output, count: size))
  }

  /// Repeats of every length, at every distance of some, between bytes of one to eight bits.
  @Test func repeats() throws {
    var numbers = Numbers(state: 11)
    for distance in [1, 2, 3, 7, 8, 9, 255, 256, 257, 4097, 32_767, 32_768, 32_769] {
      for length in [4, 8, 9, 100, 257, 258, 259, 261, 262, 516, 517, 1000] {
        let mask = UInt8.max >> UInt8.random(in: 0...7, using: &numbers)
        var bytes = (0..<distance + 50).map { _ in
          UInt8.random(in: 0...255, using: &numbers) & mask
        }
        for _ in 0..<length { bytes.append(bytes[bytes.count - distance]) }
        bytes += (0..<50).map { _ in UInt8.random(in: 0...255, using: &numbers) }
        let made = try #require(pack(bytes, matching: true).packed)
        let isSame = Zlib.inflate(made, count: bytes.count) == bytes
        #expect(isSame, "\(length) bytes, \(distance) before")
        var inflate = Inflate()
        let isRead = try inflate.unpack(made.span, count: bytes.count, what: "b") == bytes
        #expect(isRead, "\(length) bytes, \(distance) before")
        if mask == 255, length >= 100, (255...32_768).contains(distance) {
          #expect(made.count < pack(bytes).size - length / 2, "\(length), \(distance)")
        }
      }
    }
  }

  /// Bytes that no code makes smaller, some of which repeat, stand as they are between the matches: so
  /// zlib meets stored blocks, and the size is that of what does not repeat, nearly.
  @Test func noiseThatRepeats() throws {
    var numbers = Numbers(state: 12)
    for gap in [0, 1, 63, 64, 65, 3000, 65_535, 65_536, 140_000] {
      let noise = (0..<9000).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      let between = (0..<gap).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      let (once, again) = (noise[..<2000], noise[500..<1700])
      let bytes = Array(noise + once + between.prefix(20_000) + again + between + noise.suffix(100))
      let (packed, size) = pack(bytes, matching: true)
      let made = try #require(packed)
      #expect(made.count == size)
      #expect(size < bytes.count - 2000 + 200, "\(gap)")
      #expect(made[0] & 7 == 0, "a stored block first")
      let stored = Int(made[1]) | Int(made[2]) << 8
      #expect((8900...9000).contains(stored), "the noise up to the first match: \(stored)")
      let isSame = Zlib.inflate(made, count: bytes.count) == bytes
      #expect(isSame, "\(gap)")
      var inflate = Inflate()
      let isRead = try inflate.unpack(made.span, count: bytes.count, what: "b") == bytes
      #expect(isRead, "\(gap)")
      for room in Array(0..<size).suffix(300) + [0, 1, 5, 6, 2000] {
        #expect(pack(bytes, room: room, matching: true).packed == nil)
      }
    }
  }

  @Test func everySmallSize() throws {
    var numbers = Numbers(state: 3)
    for count in 0..<200 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...UInt8(count), using: &numbers) }
      for matching in [false, true] {
        let made = try #require(pack(bytes, matching: matching).packed)
        #expect(Zlib.inflate(made, count: count) == bytes)
      }
    }
  }

  @Test func roomIsKept() {
    let bytes = Buffers.all[8].bytes
    let twice = bytes + bytes
    for (bytes, matching) in [(bytes, false), (twice, true)] {
      let size = pack(bytes, matching: matching).size
      for room in 0..<size {
        #expect(pack(bytes, room: room, matching: matching).packed == nil)
      }
      #expect(pack(bytes, room: size + 8, matching: matching).packed != nil)
    }
  }

  /// A code that was chosen for other bytes, or not at all, packs nonsense and stays inside its memory.
  @Test func aCodeForOtherBytes() {
    var huffman = HuffmanDeflate()
    let (noise, many, few) = (Buffers.all[4].bytes, Buffers.all[7].bytes, [1, 2, 3] as [UInt8])
    var output = [UInt8](repeating: 0, count: 500)
    var sizes: [Int?] = [huffman.pack(noise.span, into: &output, from: 0)]
    var histogram = Histogram()
    histogram.take(few.span)
    _ = huffman.choose(for: few.span, histogram, matching: true)
    sizes.append(huffman.pack(many.span, into: &output, from: 0))
    sizes.append(huffman.pack(few.span, into: &output, from: 501))
    sizes.append(huffman.pack(few.span, into: &output, from: -1))
    #expect(sizes[0] ?? 0 <= 500 && sizes[1] ?? 0 <= 500)
    #expect(sizes[2...] == [nil, nil])
  }

  @Test func frequenciesAndRepetition() {
    var numbers = Numbers(state: 8)
    let noise = (0..<65_536).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    func repetition(_ bytes: [UInt8]) -> Int {
      var histogram = Histogram()
      histogram.take(bytes.span)
      #expect(histogram.counts.reduce(0) { $0 + Int($1) } == bytes.count)
      return histogram.repetition(in: bytes.span)
    }
    #expect(repetition([]) == 0 && repetition([1]) == 0)
    #expect(repetition(noise) == 0)
    #expect(repetition(Array(noise[..<32_768]) + noise[..<32_768]) > 100)
    #expect(repetition(Array(noise[..<1000]) + Array(repeating: 0, count: 1000)) > 50)
    #expect(repetition(Buffers.all[10].bytes) < 16)
    let few: [UInt8] = [1, 1, 3]
    var histogram = Histogram()
    histogram.take(few.span)
    #expect(histogram.counts[1] == 2 && histogram.counts[3] == 1 && histogram.count == 3)
    // Of other bytes nothing is known.
    let other = histogram.repetition(in: noise.span)
    #expect(other == 0)
  }
}
