internal import StrataBytes

/// Reads and unpacks tensors block by block, with the same memory for all of them.
struct TensorUnpacker: ~Copyable {
  private let source: RandomAccessBytes
  private var blocks = BlockUnpacker()

  init(_ source: RandomAccessBytes) {
    self.source = source
  }

  /// The elements of the tensor that `record` describes; every CRC is checked.
  /// - Throws: `ByteError`, with offsets in the file. Errors call the tensor `what`.
  /// - Complexity: O(n); memory for the tensor and two blocks.
  mutating func unpack(_ record: IndexRecord, _ what: String) throws(ByteError) -> [UInt8] {
    guard let transform = PlaneTransform(rawValue: record.transform) else {
      throw .corrupt(what: what, offset: record.offset, reason: "transform \(record.transform)")
    }
    var bytes = [UInt8](repeating: 0, count: record.byteCount)
    var stored: [UInt8] = []
    var place = record.offset
    for block in record.blockCRCs.indices {
      let count = try read(record, block, at: place, into: &stored, what)
      let start = block * record.blockByteCount
      let range = start..<min(start + record.blockByteCount, record.byteCount)
      try blocks.unpack(
        stored.span.extracting(..<count), record.planes(of: block), width: record.width,
        transform: transform, into: &bytes, in: range, what: what, offset: place)
      place += count
    }
    guard CRC32.checksum(bytes) == record.crc else {
      throw .corrupt(
        what: what, offset: record.offset, reason: "the CRC of the unpacked bytes does not match")
    }
    return bytes
  }

  /// Checks the stored bytes of a tensor, also of one that cannot be unpacked.
  /// - Throws: as `unpack`.
  func check(_ record: IndexRecord, _ what: String) throws(ByteError) {
    var stored: [UInt8] = []
    var place = record.offset
    for block in record.blockCRCs.indices {
      place += try read(record, block, at: place, into: &stored, what)
    }
  }

  /// Fills `stored` with the bytes of a block; how many there are.
  private func read(
    _ record: IndexRecord, _ block: Int, at place: Int, into stored: inout [UInt8], _ what: String
  ) throws(ByteError) -> Int {
    let count = record.planes(of: block).reduce(0) { $0 + $1.length }
    try source.read(count, at: place, into: &stored)
    guard CRC32.checksum(stored.span.extracting(..<count)) == record.blockCRCs[block] else {
      throw .corrupt(what: what, offset: place, reason: "block \(block): the CRC does not match")
    }
    return count
  }
}
