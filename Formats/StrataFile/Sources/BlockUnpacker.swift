internal import StrataBytes

/// Unpacks blocks of elements. For one thread at a time.
final class BlockUnpacker {
  private var inflate = Inflate()
  /// The planes that are not stored as they are, one after the other.
  private var planes: [UInt8] = []
  /// What is read from a file on its way.
  private var stored: [UInt8] = []

  /// Reads the stored bytes of some blocks, which are to have the right CRCs, and hands them to `body`.
  /// - Parameter offset: where the first of them begins in the file.
  /// - Throws: `ByteError`; errors call the tensor `what`.
  func read<Result>(
    _ source: RandomAccessBytes, _ record: IndexRecord, _ blocks: Range<Int>, at offset: Int,
    _ what: String, _ body: (Span<UInt8>) throws(ByteError) -> Result
  ) throws(ByteError) -> Result {
    let count = blocks.reduce(0) { $0 + record.storedByteCount(of: $1) }
    return try source.withBytes(count, at: offset, by: &stored) { (bytes) throws(ByteError) in
      var start = 0
      for block in blocks {
        let end = start + record.storedByteCount(of: block)
        guard CRC32.checksum(bytes.extracting(start..<end)) == record.blockCRCs[block] else {
          throw .corrupt(
            what: what, offset: offset + start, reason: "block \(block): the CRC does not match")
        }
        start = end
      }
      return try body(bytes)
    }
  }

  /// Fills `elements` with those of some blocks, whose stored bytes are `stored`.
  /// - Parameters:
  ///   - what: what errors call the tensor.
  ///   - offset: where `stored` begins in the file.
  /// - Returns: the CRC of the elements of each block.
  /// - Throws: `ByteError.corrupt`.
  /// - Complexity: O(n); memory for those planes of the blocks that are not stored as they are.
  func unpack(
    _ stored: Span<UInt8>, _ record: IndexRecord, _ blocks: Range<Int>,
    transform: PlaneTransform, into elements: UnsafeMutableBufferPointer<UInt8>, what: String,
    offset: Int
  ) throws(ByteError) -> [UInt32] {
    let room = blocks.reduce(0) { $0 + unpackedByteCount(record, $1) }
    if planes.count < room {
      // Whatever they hold is overwritten before it is read.
      planes = unsafe [UInt8](unsafeUninitializedCapacity: room) { $1 = room }
    }
    var deflated: [Inflate.Part] = []
    // Where each plane is: in `stored`, if it is stored as it is, or in `planes`.
    var places: [Place] = []
    var start = 0
    var target = 0
    for block in blocks {
      let count = record.elementRange(of: block).count / record.width
      for (index, code) in record.planes(of: block).enumerated() {
        let part = start..<start + code.length
        let plane = target..<target + count
        switch PlaneCode.Codec(rawValue: code.codec) {
        case .deflate:
          deflated.append(Inflate.Part(source: part, output: plane))
          places.append(.unpacked(target))
          target += count
        case .constant where part.count == 1:
          let byte = stored[start]
          unsafe planes.withUnsafeMutableBufferPointer {
            unsafe $0[plane].update(repeating: byte)
          }
          places.append(.unpacked(target))
          target += count
        case .stored where part.count == count:
          places.append(.stored(start))
        default:
          throw .corrupt(
            what: what, offset: offset + start,
            reason: "plane \(index): codec \(code.codec) of \(part.count) bytes for \(count)")
        }
        start += code.length
      }
    }
    try inflate.unpack(stored, deflated, into: &planes, what: what, offset: offset)
    var checksums: [UInt32] = []
    target = 0
    for (number, block) in blocks.enumerated() {
      let size = record.elementRange(of: block).count
      let first = number * record.width
      let part = unsafe UnsafeMutableBufferPointer(rebasing: elements[target..<target + size])
      checksums.append(
        unsafe join(stored, places[first..<first + record.width], transform, into: part))
      target += size
    }
    return checksums
  }

  /// The bytes of the planes of a block that are not stored as they are.
  private func unpackedByteCount(_ record: IndexRecord, _ block: Int) -> Int {
    let planes = record.planes(of: block).count { $0.codec != PlaneCode.Codec.stored.rawValue }
    return planes * (record.elementRange(of: block).count / record.width)
  }

  /// Where a plane begins.
  private enum Place {
    case stored(Int), unpacked(Int)
  }

  /// Elements that are joined and then checked, while they are near.
  private static let piece = 4096

  /// Fills `elements` from the planes at some places.
  /// - Returns: their CRC.
  private func join(
    _ stored: Span<UInt8>, _ places: ArraySlice<Place>, _ transform: PlaneTransform,
    into elements: UnsafeMutableBufferPointer<UInt8>
  ) -> UInt32 {
    let width = places.count
    let count = elements.count / width
    var crc = CRC32()
    unsafe stored.withUnsafeBufferPointer { stored in
      unsafe planes.withUnsafeBufferPointer { planes in
        for first in stride(from: 0, to: count, by: Self.piece) {
          let starts = unsafe places.map { place in
            switch place {
            case .stored(let start): unsafe stored.baseAddress.map { unsafe $0 + start + first }
            case .unpacked(let start): unsafe planes.baseAddress.map { unsafe $0 + start + first }
            }
          }
          let end = min(first + Self.piece, count)
          let part = unsafe UnsafeMutableBufferPointer(
            rebasing: elements[first * width..<end * width])
          unsafe starts.withUnsafeBufferPointer { unsafe transform.join($0, into: part) }
          unsafe crc.update(Span(_unsafeElements: UnsafeBufferPointer(part)))
        }
      }
    }
    return crc.value
  }
}
