internal import StrataBytes

/// Unpacks blocks of elements.
struct BlockUnpacker: ~Copyable {
  private var inflate = Inflate()
  private var planes: [UInt8] = []

  /// Fills `bytes[range]` with elements of `width` bytes from `stored`, whose planes are `codes`. The
  /// lengths of the codes add up to `stored.count`.
  /// - Parameters:
  ///   - what: what errors call the block.
  ///   - offset: where `stored` begins in the file.
  /// - Throws: `ByteError.corrupt`.
  /// - Complexity: O(n); memory for one block.
  mutating func unpack(
    _ stored: Span<UInt8>, _ codes: ArraySlice<PlaneCode>, width: Int, transform: PlaneTransform,
    into bytes: inout [UInt8], in range: Range<Int>, what: String, offset: Int
  ) throws(ByteError) {
    if planes.count != range.count { planes = [UInt8](repeating: 0, count: range.count) }
    let count = range.count / width
    var start = 0
    for (index, code) in codes.enumerated() {
      let part = stored.extracting(start..<start + code.length)
      let plane = index * count..<(index + 1) * count
      switch PlaneCode.Codec(rawValue: code.codec) {
      case .deflate:
        try inflate.unpack(part, into: &planes, in: plane, what: what, offset: offset + start)
      case .stored where part.count == count:
        unsafe part.withUnsafeBufferPointer { part in
          unsafe planes.withUnsafeMutableBufferPointer { planes in
            _ = unsafe planes[plane].update(fromContentsOf: part)
          }
        }
      case .constant where part.count == 1:
        let byte = part[0]
        unsafe planes.withUnsafeMutableBufferPointer { unsafe $0[plane].update(repeating: byte) }
      default:
        throw .corrupt(
          what: what, offset: offset + start,
          reason: "plane \(index): codec \(code.codec) of \(part.count) bytes for \(count)")
      }
      start += code.length
    }
    transform.join(planes.span, width: width, into: &bytes, at: range.lowerBound)
  }
}
