internal import StrataBytes
internal import StrataTensor

/// Packs tensors, their blocks shared among threads, and hands the blocks on in their order.
///
/// Blocks are packed by windows of a few for each thread, which bounds the memory. Digests go over the
/// elements from first to last, so in each window one part of the work takes up the digest of a tensor
/// where the window before has left it, while other threads pack.
struct TensorPacker {
  private let workers: WorkerPool
  private let tools = Toolbox { BlockPacker() }
  private let windowSize: Int
  /// One place for each block of a window, which serves all windows.
  private var window: [PackedBlock]

  init(_ workers: WorkerPool) {
    self.workers = workers
    windowSize = workers.threadCount == 1 ? 1 : 4 * workers.threadCount
    window = Array(repeating: PackedBlock(), count: windowSize)
  }

  /// A block of one of several tensors.
  private struct Place {
    var tensor: Int
    var block: Int
  }

  /// Packs `tensors`, each of which keeps the rules of the format.
  /// - Parameters:
  ///   - offset: where the first block will begin in the file.
  ///   - put: takes the stored bytes of each block, in order.
  /// - Returns: what the index says of the tensors.
  /// - Throws: what `put` throws.
  mutating func pack(
    _ tensors: [TensorRecord], at offset: Int, _ put: (Span<UInt8>) throws(ByteError) -> Void
  ) throws(ByteError) -> [IndexRecord] {
    var records = tensors.map { IndexRecord($0, offset: 0) }
    var hashers = tensors.map { _ in SHA256() }
    var checksums = tensors.map { _ in CRC32() }
    let places = records.indices.flatMap { tensor in
      (0..<records[tensor].blockCount).map { Place(tensor: tensor, block: $0) }
    }
    for start in stride(from: 0, to: places.count, by: windowSize) {
      let places = places[start..<min(start + windowSize, places.count)]
      pack(tensors, records, Array(places), &hashers)
      for (place, block) in zip(places, window) {
        try put(block.bytes.span.extracting(..<block.count))
        records[place.tensor].blockCRCs.append(block.crc)
        records[place.tensor].planes += block.planes
        records[place.tensor].storedByteCount += block.count
        let count = records[place.tensor].elementRange(of: place.block).count
        checksums[place.tensor].update(checksum: block.elementCRC, count: count)
      }
    }
    var end = offset
    for index in records.indices {
      records[index].offset = end
      end += records[index].storedByteCount
      records[index].crc = checksums[index].value
      records[index].digest = hashers[index].finish()
    }
    return records
  }

  /// Packs the blocks of a window, and carries the digests of their tensors on.
  private mutating func pack(
    _ tensors: [TensorRecord], _ records: [IndexRecord], _ places: [Place],
    _ hashers: inout [SHA256]
  ) {
    // The blocks of a tensor follow one another, and each tensor has one digest.
    let first = places[0].tensor
    let digests = places[places.count - 1].tensor - first + 1
    let ranges = (first..<first + digests).map { tensor in
      let blocks = places.filter { $0.tensor == tensor }
      let ends = [blocks.first, blocks.last].map { place in
        place.map { records[tensor].elementRange(of: $0.block) } ?? 0..<0
      }
      return ends[0].lowerBound..<ends[1].upperBound
    }
    unsafe window.withUnsafeMutableBufferPointer { window in
      unsafe hashers.withUnsafeMutableBufferPointer { hashers in
        // Each part of the work has a digest or a block of its own; the digests first, as they take
        // longest.
        workers.run(parts: digests + places.count) { part in
          if part < digests {
            let tensor = first + part
            let bytes = tensors[tensor].bytes
            unsafe hashers[tensor].update(bytes.span.extracting(ranges[part]))
            return
          }
          let place = places[part - digests]
          let record = records[place.tensor]
          let bytes = tensors[place.tensor].bytes
          tools.with { tool in
            unsafe tool.pack(
              bytes.span.extracting(record.elementRange(of: place.block)),
              width: record.width, transform: record.packingTransform,
              into: &window[part - digests])
          }
        }
      }
    }
  }
}

extension IndexRecord {
  /// That of the dtype.
  fileprivate var packingTransform: PlaneTransform { StoredDType(rawValue: dtype).transform }
}
