internal import StrataBytes

/// A tensor that comes a block at a time; see ``StrataReader/stream(tensorAt:budget:checkingDigest:)``.
///
/// ```swift
/// var stream = try reader.stream(tensorAt: 0, budget: 1 << 20)
/// while let elements = try stream.next() { … }
/// ```
public struct TensorStream {
  private let unpacker: TensorUnpacker
  private let record: IndexRecord
  private let transform: PlaneTransform
  private let part: String
  private let checkingDigest: Bool
  private var block = 0
  /// Where the next block begins in the file.
  private var place: Int
  private var crc = CRC32()
  private var hasher = SHA256()

  init(
    _ unpacker: TensorUnpacker, _ record: IndexRecord, _ info: TensorInfo, budget: Int,
    checkingDigest: Bool
  ) throws(StrataFileError) {
    self.unpacker = unpacker
    self.record = record
    self.checkingDigest = checkingDigest
    part = "tensor '\(info.name)'"
    place = record.offset
    do {
      transform = try record.knownTransform(part)
    } catch {
      throw StrataFileError(error, file: unpacker.source.name, part: part)
    }
    // Below 2²⁴ bytes a plane: these sums cannot overflow.
    let stored = record.blockCRCs.indices.map { record.storedByteCount(of: $0) }.max() ?? 0
    let needed = stored + 2 * min(record.blockByteCount, record.byteCount)
    guard needed <= budget else {
      throw .limit(file: unpacker.source.name, part: part, limit: budget, got: needed)
    }
  }

  /// The elements of the next block, little-endian; nil after the last. What comes before the nil is
  /// checked by block; that it is the tensor, only then.
  /// - Throws: `StrataFileError.damaged`, naming tensor and offset. There is nothing to be had after it.
  /// - Complexity: O(size of a block).
  public mutating func next() throws(StrataFileError) -> [UInt8]? {
    do throws(ByteError) {
      guard block < record.blockCount else {
        try checkWhole()
        return nil
      }
      let (elements, checksum) = try unpacker.block(block, of: record, at: place, transform, part)
      crc.update(checksum: checksum, count: elements.count)
      if checkingDigest { hasher.update(elements) }
      place += record.storedByteCount(of: block)
      block += 1
      return elements
    } catch {
      throw StrataFileError(error, file: unpacker.source.name, part: part)
    }
  }

  private func checkWhole() throws(ByteError) {
    guard crc.value == record.crc else { throw record.wrongCRC(part) }
    guard !checkingDigest || hasher.finish() == record.digest else {
      throw record.wrongDigest(part)
    }
  }
}
