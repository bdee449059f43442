internal import StrataBytes

/// Unpacks blocks of elements. For one thread at a time.
final class BlockUnpacker {
  private var inflate = Inflate()
  /// The planes that are not stored as they are, one after the other.
  private var planes: [UInt8] = []
  /// What is read from a file on its way.
  private var stored: [UInt8] = []

  /// Bytes that unpacking a block takes beside the elements: its stored bytes, if they come from a
  /// file, and its planes.
  static func memory(stored: Int, elements: Int) -> Int {
    let (sum, overflows) = stored.addingReportingOverflow(elements)
    return overflows ? .max : sum
  }

  /// Reads the stored bytes of a block, which are to have the right CRC, and hands them to `body`.
  /// - Throws: `ByteError`; errors call the tensor `what`.
  func read<Result>(
    _ source: RandomAccessBytes, _ record: IndexRecord, _ block: Int, at offset: Int,
    _ what: String,
    _ body: (Span<UInt8>) throws(ByteError) -> Result
  ) throws(ByteError) -> Result {
    try source.withBytes(record.storedByteCount(of: block), at: offset, by: &stored) {
      (bytes) throws(ByteError) in
      guard CRC32.checksum(bytes) == record.blockCRCs[block] else {
        throw .corrupt(what: what, offset: offset, reason: "block \(block): the CRC does not match")
      }
      return try body(bytes)
    }
  }

  /// Fills `elements`, each of as many bytes as there are `codes`, from `stored`, whose planes these are.
  /// The lengths of the codes add up to `stored.count`.
  /// - Parameters:
  ///   - what: what errors call the block.
  ///   - offset: where `stored` begins in the file.
  /// - Returns: the CRC of the elements.
  /// - Throws: `ByteError.corrupt`.
  /// - Complexity: O(n); memory for one block.
  func unpack(
    _ stored: Span<UInt8>, _ codes: ArraySlice<PlaneCode>, transform: PlaneTransform,
    into elements: UnsafeMutableBufferPointer<UInt8>, what: String, offset: Int
  ) throws(ByteError) -> UInt32 {
    let width = codes.count
    let count = elements.count / width
    if planes.count < elements.count { planes = [UInt8](repeating: 0, count: elements.count) }
    var start = 0
    for (index, code) in codes.enumerated() {
      let part = stored.extracting(start..<start + code.length)
      let plane = index * count..<(index + 1) * count
      switch PlaneCode.Codec(rawValue: code.codec) {
      case .deflate:
        try inflate.unpack(part, into: &planes, in: plane, what: what, offset: offset + start)
      case .constant where part.count == 1:
        let byte = part[0]
        unsafe planes.withUnsafeMutableBufferPointer { unsafe $0[plane].update(repeating: byte) }
      case .stored where part.count == count:
        break
      default:
        throw .corrupt(
          what: what, offset: offset + start,
          reason: "plane \(index): codec \(code.codec) of \(part.count) bytes for \(count)")
      }
      start += code.length
    }
    return unsafe join(stored, codes, transform: transform, into: elements)
  }

  /// Elements that are joined and then checked, while they are near.
  private static let piece = 4096

  /// Joins planes that are where `unpack` has put them, or, if they are stored as they are, in `stored`.
  private func join(
    _ stored: Span<UInt8>, _ codes: ArraySlice<PlaneCode>, transform: PlaneTransform,
    into elements: UnsafeMutableBufferPointer<UInt8>
  ) -> UInt32 {
    let width = codes.count
    let count = elements.count / width
    var crc = CRC32()
    unsafe stored.withUnsafeBufferPointer { stored in
      unsafe planes.withUnsafeBufferPointer { planes in
        unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>?.self, capacity: width) {
          starts in
          for first in stride(from: 0, to: count, by: Self.piece) {
            var start = 0
            for (index, code) in codes.enumerated() {
              let isStored = code.codec == PlaneCode.Codec.stored.rawValue
              let base = isStored ? stored.baseAddress : planes.baseAddress
              let place = isStored ? start : index * count
              unsafe starts.initializeElement(at: index, to: base.map { unsafe $0 + place + first })
              start += code.length
            }
            let end = min(first + Self.piece, count)
            let part = unsafe UnsafeMutableBufferPointer(
              rebasing: elements[first * width..<end * width])
            unsafe transform.join(UnsafeBufferPointer(starts), into: part)
            unsafe crc.update(Span(_unsafeElements: UnsafeBufferPointer(part)))
          }
        }
      }
    }
    return crc.value
  }
}
