import CStrataBytes
import CZlib
import StrataBytes
import Testing

/// Our decoder takes what zlib takes or less, and makes of it what zlib makes.
@Suite struct InflateStreamsTests {
  /// What the decoder makes of some data, side by side; nil where it gives up. Memory of exactly the
  /// size that it is told, so that the address sanitizer sees every byte too many.
  private func unpack(_ all: [(packed: [UInt8], count: Int)], features: UInt32) -> [[UInt8]?] {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: strata_bytes_inflate_memory(), alignment: 8)
    defer { unsafe memory.deallocate() }
    // Tables that are looked at before they are made give other bytes.
    unsafe memory.initializeMemory(
      as: UInt8.self, repeating: 0x55, count: strata_bytes_inflate_memory())
    var streams = unsafe all.map { packed, count in
      let input = UnsafeMutablePointer<UInt8>.allocate(capacity: packed.count)
      unsafe input.initialize(from: packed, count: packed.count)
      let output = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
      unsafe output.initialize(repeating: 0xAA, count: count)
      return unsafe strata_bytes_packed(
        packed: input, packed_count: packed.count, bytes: output, count: count,
        is_unpacked: 0)
    }
    unsafe strata_bytes_inflate(features, memory, &streams, streams.count)
    return unsafe streams.map { stream in
      let bytes = unsafe Array(UnsafeBufferPointer(start: stream.bytes, count: stream.count))
      unsafe stream.packed.deallocate()
      unsafe stream.bytes.deallocate()
      return unsafe stream.is_unpacked == 1 ? bytes : nil
    }
  }

  private var variants: [UInt32] { [strata_bytes_features(), 0] }

  /// Every level and strategy; all must be taken but distances of one code alone, which zlib may write.
  @Test(arguments: Buffers.all.indices)
  func whatZlibWrites(_ index: Int) throws {
    let (name, bytes) = Buffers.all[index]
    for strategy in Zlib.strategies {
      for (level, memory) in [(0, 9), (1, 1), (1, 9), (6, 9), (9, 1), (9, 9)] as [(Int32, Int32)] {
        let packed = Zlib.deflate(bytes, level: level, strategy: strategy, memory: memory)
        let what = "\(name), strategy \(strategy), level \(level), memory \(memory)"
        for features in variants {
          let made = unpack([(packed, bytes.count)], features: features)[0]
          let isSame = made == bytes
          let mustBeTaken = strategy == Z_HUFFMAN_ONLY || level == 0 || name == "text"
          #expect(isSame || (made == nil && !mustBeTaken), "\(what)")
        }
        var inflate = Inflate()
        let isSame = try inflate.unpack(packed.span, count: bytes.count, what: "b") == bytes
        #expect(isSame, "\(what)")
      }
    }
  }

  /// Codes that are not said are made into tables just where there are symbols enough to look up: at every
  /// number of symbols around that.
  @Test func shortBlocksOfFixedCodes() {
    for count in Array(0...40) + Array(240...300) {
      for run in [0, 20, 200] {
        let bytes =
          (0..<count).map { UInt8(truncatingIfNeeded: $0 * 6) } + Array(repeating: 9, count: run)
        let packed = Zlib.deflate(bytes, strategy: Z_FIXED)
        for features in variants {
          let isSame = unpack([(packed, bytes.count)], features: features)[0] == bytes
          #expect(isSame, "\(count) and \(run) bytes, \(packed.count) packed")
        }
      }
    }
  }

  /// Blocks of every kind after one of every other: none may go by the codes of the one before.
  @Test func blocksOfEveryKindInTurn() {
    var numbers = Numbers(state: 14)
    func bytes(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8(min(200, numbers.next().trailingZeroBitCount * 9)) }
    }
    let kinds: [(level: Int32, strategy: Int32)] = [
      (6, Z_FIXED), (6, Z_HUFFMAN_ONLY), (0, Z_FIXED), (6, Z_FIXED), (6, Z_DEFAULT_STRATEGY),
    ]
    for count in [30, 250, 700, 4000] {
      var (whole, packed): ([UInt8], [UInt8]) = ([], [])
      for first in kinds {
        for second in kinds {
          for kind in [first, second] {
            let part = bytes(count)
            whole += part
            packed += Zlib.deflate(
              part, level: kind.level, strategy: kind.strategy, ending: Z_SYNC_FLUSH)
          }
        }
      }
      let last = bytes(count)
      whole += last
      packed += Zlib.deflate(last, strategy: Z_FIXED)
      #expect(Zlib.inflate(packed, count: whole.count) == whole)
      for features in variants {
        let isSame = unpack([(packed, whole.count)], features: features)[0] == whole
        #expect(isSame, "parts of \(count) bytes")
      }
    }
  }

  /// Several at once are as each alone, whichever ends first or is wrong.
  @Test func severalAtOnce() {
    var numbers = Numbers(state: 6)
    let packed = Buffers.all.enumerated().map { index, buffer in
      (
        Zlib.deflate(
          buffer.bytes, strategy: index % 3 == 0 ? Z_DEFAULT_STRATEGY : Z_HUFFMAN_ONLY),
        buffer.bytes.count
      )
    }
    let wrong: [(packed: [UInt8], count: Int)] = [
      ([7, 7], 100), (Array(packed[7].0.dropLast()), 65_536),
    ]
    let all = packed + wrong
    for features in variants {
      let alone = all.map { unpack([$0], features: features)[0] }
      for count in 2...9 {
        for _ in 0..<20 {
          let chosen = (0..<count).map { _ in Int.random(in: all.indices, using: &numbers) }
          let isSame =
            unpack(chosen.map { all[$0] }, features: features) == chosen.map { alone[$0] }
          #expect(isSame, "\(chosen)")
        }
      }
    }
  }

  @Test func severalPiecesOfOneSource() throws {
    var source: [UInt8] = []
    var expected: [UInt8] = []
    var parts: [Inflate.Part] = []
    for (index, (_, bytes)) in Buffers.all.enumerated() {
      let strategy = index % 3 == 0 ? Z_DEFAULT_STRATEGY : Z_HUFFMAN_ONLY
      let packed = Zlib.deflate(bytes, strategy: strategy)
      parts.append(
        Inflate.Part(
          source: source.count..<source.count + packed.count,
          output: expected.count..<expected.count + bytes.count))
      source += packed
      expected += bytes
    }
    var inflate = Inflate()
    var made = [UInt8](repeating: 0, count: expected.count)
    try inflate.unpack(source.span, parts, into: &made, what: "b")
    let isSame = made == expected
    #expect(isSame)
    // The first that is wrong is named, where it is.
    parts[7].source = parts[7].source.lowerBound..<parts[7].source.upperBound - 1
    parts[8].source = parts[8].source.lowerBound..<parts[8].source.upperBound - 1
    let end = parts[7].source.upperBound
    #expect(
      throws: ByteError.corrupt(
        what: "b", offset: 1000 + end, reason: "deflate: the data ends early")
    ) { try inflate.unpack(source.span, parts, into: &made, what: "b", offset: 1000) }
    for part in [
      Inflate.Part(source: 0..<source.count + 1, output: 0..<1),
      Inflate.Part(source: 0..<1, output: 0..<made.count + 1),
      Inflate.Part(source: -1..<1, output: 0..<1), Inflate.Part(source: 0..<1, output: -1..<1),
    ] {
      #expect(throws: ByteError.self) {
        try inflate.unpack(source.span, [part], into: &made, what: "b")
      }
    }
  }

  /// Cut anywhere, every bit flipped, bytes appended, another size: whatever is taken, zlib takes.
  @Test func damage() {
    for (name, bytes) in Buffers.all where bytes.count <= 300 {
      for strategy in [Z_HUFFMAN_ONLY, Z_FIXED, Z_DEFAULT_STRATEGY] {
        for level in [0, 6] as [Int32] {
          let packed = Zlib.deflate(bytes, level: level, strategy: strategy)
          var tries = (0..<packed.count).map { Array(packed.prefix($0)) }
          tries += packed.indices.flatMap { index in
            (0..<8).map { bit in
              var flipped = packed
              flipped[index] ^= 1 << bit
              return flipped
            }
          }
          tries += [packed + [0], [0] + packed, packed + packed]
          for tried in tries { check(tried, bytes.count, name) }
          for count in [0, bytes.count - 1, bytes.count + 1] where count >= 0 {
            check(packed, count, name)
          }
        }
      }
    }
  }

  /// Heads of all kinds: bytes changed at random near the beginning, where the codes are said.
  @Test func wildHeads() {
    var numbers = Numbers(state: 5)
    var taken = 0
    for round in 0..<20_000 {
      let (name, bytes) = Buffers.all[8 + round % 2]
      var packed = Zlib.deflate(
        bytes, strategy: round % 4 < 2 ? Z_HUFFMAN_ONLY : Z_DEFAULT_STRATEGY)
      for _ in 0...round % 3 {
        let index = Int.random(in: 0..<min(packed.count, 60), using: &numbers)
        packed[index] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
      }
      taken += check(packed, bytes.count, name) ? 1 : 0
    }
    #expect(taken < 20_000)
  }

  /// Whether the decoder takes the data; zlib must then, too, and make the same of it.
  @discardableResult
  private func check(_ packed: [UInt8], _ count: Int, _ name: String) -> Bool {
    var isTaken = false
    for features in variants {
      let made = unpack([(packed, count)], features: features)[0]
      isTaken = made != nil
      if isTaken {
        let isSame = made == Zlib.inflate(packed, count: count)
        #expect(isSame, "\(name): \(packed)")
      }
    }
    return isTaken
  }
}
