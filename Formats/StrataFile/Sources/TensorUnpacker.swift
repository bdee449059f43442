internal import CStrataBytes
internal import StrataBytes
internal import StrataTensor

/// Reads and unpacks tensors, their blocks shared among threads.
struct TensorUnpacker {
  let source: RandomAccessBytes
  let workers: WorkerPool
  private let tools = Toolbox { BlockUnpacker() }

  init(_ source: RandomAccessBytes, _ workers: WorkerPool) {
    self.source = source
    self.workers = workers
  }

  /// The elements of the tensor that `record` describes; every CRC is checked.
  /// - Throws: `ByteError`, with offsets in the file. Errors call the tensor `what`.
  /// - Complexity: O(n); memory for the tensor, and twelve blocks for each thread.
  func unpack(_ record: IndexRecord, _ what: String) throws(ByteError) -> [UInt8] {
    let transform = try record.knownTransform(what)
    let places = record.blockPlaces
    let parts = parts(of: record)
    var checksums: Result<[[UInt32]], ByteError> = .success([])
    // Room for a byte at least: all arrays without room are one object, into which each writes that it is
    // empty, and threads that unpack empty tensors would write there at once.
    let room = max(record.byteCount, 1)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      unsafe strata_bytes_will_fill(buffer.baseAddress, record.byteCount)
      checksums = Result { () throws(ByteError) in
        try workers.results(parts.count) { (part) throws(ByteError) in
          // Each part has blocks of its own, and fills them or throws.
          let blocks = parts[part]
          let range = record.elementRange(of: blocks)
          return try unsafe unpack(
            record, blocks, at: places[blocks.lowerBound], transform,
            into: UnsafeMutableBufferPointer(rebasing: buffer[range]), what)
        }
      }
      if case .success = checksums { count = record.byteCount }
    }
    var crc = CRC32()
    for (block, checksum) in try checksums.get().joined().enumerated() {
      crc.update(checksum: checksum, count: record.elementRange(of: block).count)
    }
    guard crc.value == record.crc else { throw record.wrongCRC(what) }
    return bytes
  }

  /// The blocks that are unpacked together, a range for each part of the work. Several blocks at a time
  /// take less than one after the other; where there are few parts, every thread is to have as much.
  private func parts(of record: IndexRecord) -> [Range<Int>] {
    let (blocks, threads) = (record.blockCount, workers.threadCount)
    let count = (blocks + Self.mostBlocks - 1) / Self.mostBlocks
    guard count < 4 * threads else {
      return (0..<count).map { $0 * blocks / count..<($0 + 1) * blocks / count }
    }
    let rounded = min(blocks, (count + threads - 1) / threads * threads)
    var parts: [Range<Int>] = []
    var work = (0..<blocks).map { record.work(of: $0) }[...]
    while let first = work.indices.first {
      // A fair share of what is left: as many blocks as come nearest to it, one at least.
      let share = work.reduce(0, +) / max(1, rounded - parts.count)
      var (sum, end) = (work[first], first + 1)
      while end < blocks, end - first < Self.mostBlocks, sum + work[end] / 2 <= share {
        sum += work[end]
        end += 1
      }
      parts.append(first..<end)
      work = work[end...]
    }
    return parts
  }

  /// A part never has more, so that it has no need of more memory.
  private static let mostBlocks = 6

  /// The elements of one block, which begins at byte `place` of the file, and their CRC.
  /// - Throws: as `unpack`.
  func block(
    _ block: Int, of record: IndexRecord, at place: Int, _ transform: PlaneTransform, _ what: String
  ) throws(ByteError) -> (elements: [UInt8], crc: UInt32) {
    var checksums: Result<[UInt32], ByteError> = .success([])
    let size = record.elementRange(of: block).count
    let elements = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      checksums = Result { () throws(ByteError) in
        try unsafe unpack(
          record, block..<block + 1, at: place, transform,
          into: UnsafeMutableBufferPointer(rebasing: buffer[..<size]), what)
      }
      if case .success = checksums { count = size }
    }
    return (elements, try checksums.get()[0])
  }

  /// Fills `elements` with those of some blocks.
  /// - Returns: the CRC of each.
  private func unpack(
    _ record: IndexRecord, _ blocks: Range<Int>, at place: Int, _ transform: PlaneTransform,
    into elements: UnsafeMutableBufferPointer<UInt8>, _ what: String
  ) throws(ByteError) -> [UInt32] {
    try tools.with { (tool) throws(ByteError) in
      try tool.read(source, record, blocks, at: place, what) { (stored) throws(ByteError) in
        try unsafe tool.unpack(
          stored, record, blocks, transform: transform, into: elements, what: what, offset: place)
      }
    }
  }

  /// Checks the stored bytes of a tensor, also of one that cannot be unpacked.
  /// - Throws: as `unpack`.
  func check(_ record: IndexRecord, _ what: String) throws(ByteError) {
    let places = record.blockPlaces
    _ = try workers.results(places.count) { (block) throws(ByteError) in
      try tools.with { (tool) throws(ByteError) in
        try tool.read(source, record, block..<block + 1, at: places[block], what) { _ in }
      }
    }
  }
}

extension IndexRecord {
  /// How long it takes to unpack a block, in no unit: deflate data takes some four times as long as bytes
  /// that are stored.
  fileprivate func work(of block: Int) -> Int {
    let elements = elementRange(of: block).count / width
    return planes(of: block).reduce(0) { work, plane in
      work + elements * (plane.codec == PlaneCode.Codec.deflate.rawValue ? 4 : 1)
    }
  }

  /// Where the stored bytes of each block begin in the file.
  var blockPlaces: [Int] {
    var place = offset
    return blockCRCs.indices.map { block in
      defer { place += storedByteCount(of: block) }
      return place
    }
  }

  /// - Throws: `ByteError.corrupt` where the elements are reordered in a way that is not known.
  func knownTransform(_ what: String) throws(ByteError) -> PlaneTransform {
    guard let known = PlaneTransform(rawValue: transform), known.fits(width: width) else {
      throw .corrupt(what: what, offset: offset, reason: "transform \(transform)")
    }
    return known
  }

  func wrongCRC(_ what: String) -> ByteError {
    .corrupt(
      what: what, offset: offset, reason: "the CRC of the unpacked bytes does not match")
  }
}
