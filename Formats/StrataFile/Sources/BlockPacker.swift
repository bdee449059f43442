internal import StrataBytes

/// Packs blocks of elements, each on its own: cut into byte planes, each plane stored, named as
/// constant, or deflated. For one thread at a time.
final class BlockPacker {
  /// Elements a block: 2¹⁶.
  static let blockShift = 16

  private var huffman = HuffmanDeflate()
  private var histogram = Histogram()
  private var planes: [UInt8] = []

  /// `elements`, each of `width` bytes, packed: the bytes to store and what they are, a plane after
  /// the other, and the checksums.
  /// - Complexity: O(n); memory for two blocks.
  func pack(
    _ elements: Span<UInt8>, width: Int, transform: PlaneTransform, into block: inout PackedBlock
  ) {
    if planes.count != elements.count { planes = [UInt8](repeating: 0, count: elements.count) }
    transform.split(elements, width: width, into: &planes)
    let count = elements.count / width
    block.clear(elementBytes: elements.count)
    // Held apart from `self`, so that packing a plane may change `self`.
    let all = planes
    for index in 0..<width {
      pack(all.span.extracting(index * count..<(index + 1) * count), into: &block)
    }
    block.crc = CRC32.checksum(block.bytes.span.extracting(..<block.count))
    block.elementCRC = CRC32.checksum(elements)
  }

  private func pack(_ plane: Span<UInt8>, into block: inout PackedBlock) {
    histogram.take(plane)
    if plane.count > 1, histogram.counts[Int(plane[0])] == plane.count {
      return block.append(.constant, plane.extracting(..<1))
    }
    if !deflate(plane, into: &block) { block.append(.stored, plane) }
  }

  /// Deflates `plane`; false if that saves less than one byte in 64: unpacking takes longer than reading
  /// so few bytes.
  private func deflate(_ plane: Span<UInt8>, into block: inout PackedBlock) -> Bool {
    let limit = plane.count - (plane.count + 63) / 64
    // Looking for matches is slow, and in vain where there is no repetition. Small planes are tried.
    let mayMatch =
      plane.count <= Self.smallPlane || histogram.repetition(in: plane) >= Self.muchRepetition
    guard mayMatch || !isFlat(histogram) else { return false }
    guard huffman.choose(for: plane, histogram, matching: mayMatch) <= limit else { return false }
    return block.append(plane, by: huffman)
  }

  private static let smallPlane = 8192
  /// Of 256.
  private static let muchRepetition = 16
}

/// Whether no code for single bytes can save one part in 64.
///
/// The sum of the squared frequencies gives the collision entropy, which is never above Shannon's:
/// from 7.88 bits a byte on, what a Huffman code could save is below the limit. Whole numbers only,
/// so that the answer is the same everywhere.
private func isFlat(_ histogram: borrowing Histogram) -> Bool {
  var squares: UInt64 = 0
  for count in histogram.counts { squares += UInt64(count) * UInt64(count) }
  // 2 to the power of 7.88 is 235.6.
  let (scaled, overflows) = squares.multipliedReportingOverflow(by: 236)
  let (whole, _) = UInt64(histogram.count).multipliedReportingOverflow(by: UInt64(histogram.count))
  return !overflows && scaled < whole
}
