internal import StrataBytes

/// Packs blocks of elements, each on its own: cut into byte planes, each plane stored, named as
/// constant, or deflated.
struct BlockPacker: ~Copyable {
  /// Elements a block: 2¹⁶.
  static let blockShift = 16

  private var huffman = Deflate(level: 1, strategy: .huffmanOnly)
  private var matching = Deflate(level: 6, strategy: .matching)
  private var probe = Deflate(level: 1, strategy: .matching)
  private var planes: [UInt8] = []

  /// `elements`, each of `width` bytes, packed: the bytes to store and what they are, a plane after
  /// the other.
  /// - Complexity: O(n); memory for two blocks.
  mutating func pack(
    _ elements: Span<UInt8>, width: Int, transform: PlaneTransform
  ) -> (bytes: [UInt8], planes: [PlaneCode]) {
    if planes.count != elements.count { planes = [UInt8](repeating: 0, count: elements.count) }
    transform.split(elements, width: width, into: &planes)
    let count = elements.count / width
    var bytes: [UInt8] = []
    bytes.reserveCapacity(elements.count)
    var codes: [PlaneCode] = []
    // Held apart from `self`, so that packing a plane may change `self`.
    let all = planes
    for index in 0..<width {
      let plane = all.span.extracting(index * count..<(index + 1) * count)
      if isConstant(plane) {
        bytes.append(plane[0])
        codes.append(PlaneCode(.constant, length: 1))
      } else if let packed = deflate(plane) {
        bytes += packed
        codes.append(PlaneCode(.deflate, length: packed.count))
      } else {
        unsafe plane.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        codes.append(PlaneCode(.stored, length: count))
      }
    }
    return (bytes, codes)
  }

  /// `plane` deflated the better way, or nil if that saves less than one byte in 64: unpacking
  /// takes longer than reading so few bytes.
  private mutating func deflate(_ plane: Span<UInt8>) -> [UInt8]? {
    let limit = plane.count - (plane.count + 63) / 64
    // Matching sees repetition; where that is chance, it is worse than frequencies alone. Small
    // planes are tried both ways, of large ones some parts.
    guard plane.count > 2 * Self.sampleSize else {
      let short = huffman.pack(plane, limit: limit)
      return matching.pack(plane, limit: (short?.count ?? limit + 1) - 1) ?? short
    }
    let isFlat = isFlat(plane)
    let parts = sample(plane)
    let short = isFlat ? nil : huffman.pack(parts.span, limit: parts.count)?.count
    if probe.pack(parts.span, limit: (short ?? parts.count) / 16 * 15) != nil {
      return matching.pack(plane, limit: limit)
    }
    return isFlat ? nil : huffman.pack(plane, limit: limit)
  }

  private static let sampleSize = 4096

  /// Four parts of `plane` from all over it, `sampleSize` bytes together.
  private func sample(_ plane: Span<UInt8>) -> [UInt8] {
    var sample: [UInt8] = []
    sample.reserveCapacity(Self.sampleSize)
    let size = Self.sampleSize / 4
    for part in 0..<4 {
      let start = (plane.count - size) / 3 * part
      unsafe plane.extracting(start..<start + size).withUnsafeBufferPointer {
        unsafe sample.append(contentsOf: $0)
      }
    }
    return sample
  }
}

private func isConstant(_ plane: Span<UInt8>) -> Bool {
  let first = plane[0]
  for index in plane.indices where plane[index] != first { return false }
  return plane.count > 1
}

/// Whether no code for single bytes can save one part in 64.
///
/// The sum of the squared frequencies gives the collision entropy, which is never above Shannon's:
/// from 7.88 bits a byte on, what a Huffman code could save is below the limit. Whole numbers only,
/// so that the answer is the same everywhere.
private func isFlat(_ plane: Span<UInt8>) -> Bool {
  var counts = InlineArray<256, UInt32>(repeating: 0)
  for index in plane.indices { counts[Int(plane[index])] &+= 1 }
  var squares: UInt64 = 0
  for value in counts.indices { squares += UInt64(counts[value]) * UInt64(counts[value]) }
  // 2 to the power of 7.88 is 235.6.
  let (scaled, overflows) = squares.multipliedReportingOverflow(by: 236)
  let (whole, _) = UInt64(plane.count).multipliedReportingOverflow(by: UInt64(plane.count))
  return !overflows && scaled < whole
}
