import CZlib

/// zlib itself, the judge of what deflate data is and means.
enum Zlib {
  /// How zlib looks for what can be said shorter.
  static let strategies = [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED]

  /// `bytes` packed; with another `ending`, for example Z_SYNC_FLUSH, so that more may follow.
  static func deflate(
    _ bytes: [UInt8], level: Int32 = 6, strategy: Int32 = Z_DEFAULT_STRATEGY, memory: Int32 = 9,
    ending: Int32 = Z_FINISH
  ) -> [UInt8] {
    var stream = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    unsafe deflateInit2_(
      &stream, level, Z_DEFLATED, -15, memory, strategy, ZLIB_VERSION, size)
    defer { unsafe deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: 2 * bytes.count + 1000)
    var made = 0
    unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe stream.next_in = input.baseAddress
        unsafe stream.avail_in = UInt32(input.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(output.count)
        _ = unsafe CZlib.deflate(&stream, ending)
        made = unsafe output.count - Int(stream.avail_out)
      }
    }
    return Array(output.prefix(made))
  }

  /// The `count` bytes that `packed` is, all of it; nil if it is anything else.
  static func inflate(_ packed: [UInt8], count: Int) -> [UInt8]? {
    var stream = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    unsafe inflateInit2_(&stream, -15, ZLIB_VERSION, size)
    defer { unsafe inflateEnd(&stream) }
    var input = packed
    // zlib wants somewhere to point to.
    var output = [UInt8](repeating: 0, count: count + 1)
    var isRight = false
    unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe stream.next_in = input.baseAddress
        unsafe stream.avail_in = UInt32(input.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(count)
        let status = unsafe CZlib.inflate(&stream, Z_FINISH)
        isRight = unsafe status == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0
      }
    }
    return isRight ? Array(output.prefix(count)) : nil
  }
}

/// Buffers of every kind that a code for bytes may meet.
enum Buffers {
  /// Each with a name, for messages.
  static let all: [(name: String, bytes: [UInt8])] = {
    var numbers = Numbers(state: 11)
    func random(_ count: Int, below limit: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8(Int.random(in: 0..<limit, using: &numbers)) }
    }
    /// Value k half as often as value k − 1, so that codes get as long as they may.
    func halving(_ count: Int, from first: Int) -> [UInt8] {
      (0..<count).map { _ in
        UInt8(min(255, first + numbers.next().trailingZeroBitCount))
      }
    }
    var buffers: [(String, [UInt8])] = [
      ("nothing", []), ("one", [7]), ("two", [7, 8]), ("zeros", Array(repeating: 0, count: 70_000)),
      ("noise", random(66_000, below: 256)), ("two values", random(40_000, below: 2)),
      ("three values", random(1000, below: 3)), ("halving", halving(65_536, from: 100)),
      ("halving, small", halving(300, from: 0)),
      ("text", Array("to be or not to be, that is".utf8)),
      (
        "exponents",
        (0..<65_536).map { _ in
          UInt8((0..<4).reduce(100) { sum, _ in sum + Int.random(in: 0..<9, using: &numbers) })
        }
      ),
      ("even", (0..<65_536).map { UInt8(truncatingIfNeeded: $0 >> 8) }),
    ]
    for count in [5, 37, 38, 39, 64, 200] { buffers.append(("\(count)", random(count, below: 20))) }
    // Frequencies of Fibonacci: the longest codes for their number.
    var fibonacci: [UInt8] = []
    var (a, b) = (1, 1)
    for value in 0..<22 {
      fibonacci += Array(repeating: UInt8(value), count: a)
      (a, b) = (b, a + b)
    }
    buffers.append(("fibonacci", fibonacci.shuffled(using: &numbers)))
    return buffers
  }()
}

/// Numbers from a generator of linear congruences (Knuth's MMIX), so that every run sees the same.
struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
