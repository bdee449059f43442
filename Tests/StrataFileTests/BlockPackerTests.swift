import StrataBytes
import Testing

@testable import StrataFile

@Suite struct BlockPackerTests {
  /// One plane, packed and unpacked: the codec that was chosen, and the stored size.
  private func pack(_ plane: [UInt8]) throws -> PlaneCode {
    let packer = BlockPacker()
    var block = PackedBlock()
    packer.pack(plane.span, width: 1, transform: .none, into: &block)
    let codes = block.planes
    let stored = Array(block.bytes.prefix(block.count))
    var record = IndexRecord(
      TensorRecord(name: "plane", dtype: .u8, dimensions: [plane.count], bytes: plane), offset: 0)
    record.planes = codes
    let unpacker = BlockUnpacker()
    var back = [UInt8](repeating: 0, count: plane.count)
    let crc = try unsafe back.withUnsafeMutableBufferPointer { (back) throws(ByteError) in
      try unsafe unpacker.unpack(
        stored.span, record, 0..<1, transform: .none, into: back, what: "plane", offset: 0)
    }
    let isSame = back == plane
    #expect(isSame)
    #expect(crc == [CRC32.checksum(plane)] && crc == [block.elementCRC])
    #expect(block.crc == CRC32.checksum(stored))
    #expect(codes.count == 1 && codes[0].length == stored.count)
    return codes[0]
  }

  @Test func noiseIsStored() throws {
    var numbers = Numbers(state: 1)
    for count in [1, 2, 100, 8192, 8193, 65_536] {
      let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      #expect(try pack(noise) == PlaneCode(.stored, length: count))
    }
  }

  @Test func oneByteIsNamed() throws {
    for count in [2, 100, 65_536] {
      #expect(try pack([UInt8](repeating: 7, count: count)) == PlaneCode(.constant, length: 1))
    }
    #expect(try pack([7]) == PlaneCode(.stored, length: 1))
  }

  /// An even distribution over 2^k values takes k bits a byte, one bit more for one of the values,
  /// whose code the end mark shares, and a table of codes.
  @Test(arguments: [1, 2, 4, 6, 7])
  func frequenciesAreUsed(_ bits: Int) throws {
    var numbers = Numbers(state: 2)
    let plane = (0..<65_536).map { _ in UInt8.random(in: 0..<1 << bits, using: &numbers) }
    let code = try pack(plane)
    #expect(code.codec == PlaneCode.Codec.deflate.rawValue)
    #expect(code.length < 65_536 * bits / 8 + 65_536 / (8 << bits) + 300)
  }

  /// Where frequencies say nothing, repetition still may.
  @Test func repetitionIsUsed() throws {
    let plane = (0..<65_536).map { UInt8(truncatingIfNeeded: $0) }
    #expect(try pack(plane).length < 1000)
  }

  /// A stretch of zeros among noise, as pruning leaves it, wherever it lies.
  @Test(arguments: 0..<4)
  func stretchesAreUsed(_ quarter: Int) throws {
    var numbers = Numbers(state: 6)
    var plane = (0..<65_536).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    for index in quarter * 16_384..<(quarter + 1) * 16_384 { plane[index] = 0 }
    #expect(try pack(plane).length < 65_536 * 3 / 4 + 600)
  }

  /// Less than one byte in 64 is not worth unpacking.
  @Test func smallSavingsAreLeft() throws {
    var numbers = Numbers(state: 4)
    let plane = (0..<65_536).map { _ in UInt8.random(in: 0..<254, using: &numbers) }
    #expect(try pack(plane) == PlaneCode(.stored, length: 65_536))
  }
}
