import StrataBytes
import StrataData
import StrataTensor
import Testing

/// Arrays in the IDX format, honest and hostile.
struct IDXArrayTests {
  private func read(_ bytes: [UInt8], limit: Int = IDXArray.usualLimit) throws -> IDXArray {
    var stream = ByteStream(bytes: bytes, name: "a.idx")
    return try IDXArray(&stream, limit: limit)
  }

  @Test func readsEveryType() throws {
    let bytes = try read([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 127, 128, 254, 255])
    #expect(bytes.shape == [2, 3])
    #expect(bytes.elements == .uint8([0, 1, 127, 128, 254, 255]))
    #expect(bytes.floats == [0, 1, 127, 128, 254, 255])
    #expect(bytes.integers == [0, 1, 127, 128, 254, 255])
    #expect(bytes.tensor.shape == [2, 3])
    #expect(bytes.tensor.elements == bytes.floats)
    #expect(try read([0, 0, 9, 1, 0, 0, 0, 2, 0x80, 0x7F]).elements == .int8([-128, 127]))
    #expect(
      try read([0, 0, 11, 1, 0, 0, 0, 2, 0xFF, 0xFE, 1, 2]).elements == .int16([-2, 258]))
    #expect(
      try read([0, 0, 12, 1, 0, 0, 0, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0]).integers == [-1, 256])
    let floats = try read([0, 0, 13, 1, 0, 0, 0, 1, 0xBF, 0xC0, 0, 0])
    #expect(floats.elements == .float32([-1.5]))
    #expect(floats.integers == nil)
    let doubles = try read([0, 0, 14, 1, 0, 0, 0, 1, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0])
    #expect(doubles.elements == .float64([1.5]))
    #expect(doubles.floats == [1.5])
    #expect(try read([0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 3]).floats == [])
  }

  @Test(
    arguments: [
      ([], "a.idx: cut short at byte 0: expected 2 bytes, got 0"),
      ([0, 0, 8], "a.idx: cut short at byte 3: expected 1 byte, got 0"),
      ([1, 0, 8, 1], "a.idx: corrupt data at byte 0: expected two zero bytes"),
      (
        [0, 0, 10, 1],
        "a.idx: corrupt data at byte 2: expected a type of elements (8, 9, or 11 to 14), got 10"
      ),
      ([0, 0, 8, 0], "a.idx: corrupt data at byte 3: expected 1 to 8 dimensions, got 0"),
      ([0, 0, 8, 255], "a.idx: corrupt data at byte 3: expected 1 to 8 dimensions, got 255"),
      ([0, 0, 8, 2, 0, 0, 0, 2], "a.idx: cut short at byte 8: expected 4 bytes, got 0"),
      ([0, 0, 8, 1, 0, 0, 0, 2, 7], "a.idx: cut short at byte 8: expected 2 bytes, got 1"),
      (
        [0, 0, 8, 1, 0, 0, 0, 1, 7, 8],
        "a.idx: corrupt data at byte 9: expected the end of the data, got more"
      ),
      (
        [0, 0, 14, 1, 255, 255, 255, 255],
        "a.idx: too large: expected at most 4294967296 bytes, got 34359738360 or more"
      ),
      (
        [0, 0, 14, 2, 127, 255, 255, 255, 255, 255, 255, 255],
        "a.idx: too large: expected at most 4294967296 bytes, got 9223372036854775807 or more"
      ),
    ] as [([UInt8], String)])
  func refuses(_ bytes: [UInt8], _ message: String) {
    let error = #expect(throws: ByteError.self) { try read(bytes) }
    #expect(error?.description == message)
  }

  @Test func dimensionsPastAnyMemoryAreRefused() {
    let huge = [0, 0, 8, 8] + [UInt8](repeating: 255, count: 32)
    #expect(throws: ByteError.self) { try read(huge) }
    // A zero among them must not hide the overflow.
    #expect(throws: ByteError.self) {
      try read([0, 0, 8, 4] + [UInt8](repeating: 255, count: 12) + [0, 0, 0, 0])
    }
    // What is claimed is not taken before it is there.
    #expect(throws: ByteError.self) { try read([0, 0, 8, 1, 255, 255, 255, 0, 1]) }
    #expect(throws: ByteError.self) { try read([0, 0, 8, 1, 0, 0, 0, 2, 1, 2], limit: 9) }
  }

  @Test func mutationsNeverTrap() {
    let seeds: [[UInt8]] = [
      [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, 3, 4, 5],
      [0, 0, 13, 1, 0, 0, 0, 2, 0x3F, 0x80, 0, 0, 0x40, 0, 0, 0],
    ]
    var random = SplitMix(state: 5)
    var accepted = 0
    for round in 0..<20_000 {
      let bytes = mutated(seeds[round % 2], with: [0, 1, 8, 9, 14, 127, 128, 255], using: &random)
      if let array = try? read(bytes) {
        #expect(array.floats.count == array.shape.count)
        accepted += 1
      }
    }
    #expect(accepted > 100)
  }
}
