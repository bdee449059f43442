import StrataBytes
import StrataNumPy
import StrataTensor
import Testing

/// Headers, honest and hostile.
@Suite struct NumPyHeaderTests {
  static func file(_ text: String, version: (UInt8, UInt8) = (1, 0), length: Int? = nil) -> [UInt8]
  {
    let count = length ?? text.utf8.count
    let size = version.0 == 1 ? 2 : 4
    return [0x93] + Array("NUMPY".utf8) + [version.0, version.1]
      + (0..<size).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + Array(text.utf8)
  }

  private func read(_ bytes: [UInt8]) throws -> NumPyHeader {
    try NumPyHeader(path: "a.npy") { count throws(ByteError) in Array(bytes.prefix(count)) }
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n",
    "{'shape': (2, 3,), 'fortran_order': False, 'descr': '<f4'}",
    "  {\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(2,3)}  \n",
    "{'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 2L , 3L ) , }",
  ])
  func isReadHoweverItIsWritten(_ text: String) throws {
    for version: (UInt8, UInt8) in [(1, 0), (2, 0), (3, 0)] {
      let bytes = Self.file(text, version: version)
      let header = try read(bytes + [1, 2, 3])
      #expect(header.dtype == .float32)
      #expect(!header.isFortranOrder)
      #expect(header.shape == [2, 3])
      #expect(header.byteCount == 24)
      #expect(header.offset == bytes.count)
    }
  }

  private static func shaped(_ shape: String, _ dtype: String = "<f8") -> String {
    "{'descr': '\(dtype)', 'fortran_order': False, 'shape': \(shape), }"
  }

  @Test(
    arguments: [
      ("", "byte 10: expected '{', got the end of the header"),
      ("[]", "byte 10: expected '{', got '['"),
      ("{}", "byte 10: expected the key 'descr', got none"),
      ("{'descr': '<f4'}", "byte 10: expected the key 'fortran_order', got none"),
      (
        "{'descr': '<f4', 'fortran_order': True}",
        "byte 10: expected the key 'shape', got none"
      ),
      (
        "{'descr': '<f4', 'descr': '<f4'}",
        "byte 27: expected the keys 'descr', 'fortran_order' and 'shape', each once, got 'descr'"
      ),
      (
        "{'x': 1}",
        "byte 11: expected the keys 'descr', 'fortran_order' and 'shape', each once, got 'x'"
      ),
      ("{'fortran_order': 1}", "byte 28: expected True or False, got '1'"),
      ("{'descr': <f4}", "byte 20: expected a quoted word, got '<'"),
      ("{'descr': '<f4}", "byte 25: expected a closing quote, got the end of the header"),
      ("{'de\\x73cr': '<f4'}", "byte 11: expected a short word of plain letters, got another"),
      ("{'descr' '<f4'}", "byte 19: expected ':', got '''"),
      (shaped("(2, 3)") + "x", "byte 69: expected the end of the header, got 'x'"),
      (shaped("(3)"), "byte 60: expected a shape, as (3,), got (3)"),
      (shaped("3"), "byte 60: expected '(', got '3'"),
      (shaped("(,)"), "byte 61: expected a dimension, got ','"),
      (shaped("(-1,)"), "byte 61: expected a dimension, got '-'"),
      (shaped("(1.5,)"), "byte 62: expected ')', got '.'"),
      (shaped("(None,)"), "byte 61: expected a dimension, got 'N'"),
      (
        shaped("(9223372036854775808,)"),
        "byte 61: expected a dimension below 2⁶³, got a larger one"
      ),
      (
        shaped("(99999999999999999999999999,)"),
        "byte 61: expected a dimension below 2⁶³, got a larger one"
      ),
      (
        shaped("(4294967296, 4294967296)"),
        "byte 60: expected a shape whose elements can be counted, got [4294967296, 4294967296]"
      ),
      // A zero must not hide the overflow.
      (
        shaped("(4294967296, 4294967296, 0)"),
        "byte 60: expected a shape whose elements can be counted, got [4294967296, 4294967296, 0]"
      ),
      (shaped("(1, 1, 1, 1, 1, 1, 1, 1, 1)"), "byte 60: expected at most 8 dimensions, got more"),
      (
        shaped("(1,)", "|O"),
        "byte 20: expected an array of numbers, got pickled Python objects, which are not read: "
          + "they can run any program"
      ),
      (
        shaped("(1,)", "<f3"),
        "byte 20: expected one of the types b1, i1 to i8, u1 to u8, f2, f4 and f8 with '<', '>' or "
          + "'|' before it, got '<f3'"
      ),
    ])
  func refuses(_ text: String, _ message: String) {
    let error = #expect(throws: NumPyError.self) { try read(Self.file(text)) }
    #expect(error?.description == "a.npy: " + message)
  }

  @Test func bytesThatCannotBeCounted() {
    let error = #expect(throws: NumPyError.self) {
      try read(Self.file(Self.shaped("(1152921504606846976,)")))
    }
    guard case .limit("a.npy", 10, _, .max) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func versionsAndLengths() {
    func message(_ bytes: [UInt8]) -> String? {
      #expect(throws: NumPyError.self) { try read(bytes) }?.description
    }
    #expect(
      message(Self.file("{}", version: (1, 1)))
        == "a.npy: byte 6: expected version 1.0, 2.0 or 3.0, got 1.1")
    #expect(
      message(Self.file("{}", version: (4, 0)))
        == "a.npy: byte 6: expected version 1.0, 2.0 or 3.0, got 4.0")
    #expect(
      message([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x58, 1, 0, 0, 0])
        == "a.npy: byte 0: expected a NumPy array, which begins with 0x93 NUMPY, got other bytes")
    // What is claimed is not asked for.
    #expect(
      message(Self.file("{}", version: (2, 0), length: 0xFFFF_FFFF))
        == "a.npy: byte 8: expected at most 65536 bytes, got 4294967295 or more")
    #expect(
      message(Self.file("{}", length: 60_000))
        == "a.npy: cut short at byte 10: expected 60000 bytes, got 2")
  }

  @Test func noMoreIsAskedForThanIsAllowed() throws {
    for text in ["{}", Self.shaped("(2,)")] {
      for length in [text.utf8.count, 0xFFFF] {
        _ = try? NumPyHeader(path: "a.npy") { count throws(ByteError) in
          #expect(count <= NumPyHeader.maximumBytes + 12)
          return Array(Self.file(text, length: length).prefix(count))
        }
      }
    }
  }

  @Test func mutationsNeverTrap() {
    let seeds = [
      Self.file(Self.shaped("(2, 3)")), Self.file(Self.shaped("(7,)"), version: (3, 0)),
    ]
    var random = SplitMix(state: 11)
    var accepted = 0
    for round in 0..<20_000 {
      let bytes = mutated(
        seeds[round % 2], with: Array("'\"{}(),:<>|fiuO0192L\n\\".utf8) + [0, 255], using: &random)
      if let array = try? NumPyArray(bytes + [UInt8](repeating: 0, count: 48), name: "a.npy") {
        #expect(array.floats.elements.count == array.shape.count)
        _ = try? array.integers()
        accepted += 1
      }
    }
    #expect(accepted > 10)
  }
}

/// A generator with a seed (S. Vigna's SplitMix64), so that a failure comes again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Bytes with a few of them changed, dropped, doubled, replaced by ones that mean something, or cut.
func mutated(_ seed: [UInt8], with meaningful: [UInt8], using random: inout SplitMix) -> [UInt8] {
  var bytes = seed
  for _ in 0...Int.random(in: 0..<4, using: &random) where !bytes.isEmpty {
    let index = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
    case 1: bytes.remove(at: index)
    case 2: bytes.insert(bytes[index], at: index)
    case 3: bytes[index] = meaningful.randomElement(using: &random) ?? 0
    default: bytes.removeLast(bytes.count - index)
    }
  }
  return bytes
}
