internal import StrataBytes
public import StrataTensor

/// An open `.strata` file: what is in it, and each part on demand.
///
/// Opening reads everything but the tensors and checks it: header, trailer, section table, the CRC
/// of each section, the index, the content hash over what the index says. A tensor is read and
/// unpacked when it is asked for. It may be used from several threads at once.
public struct StrataReader: Sendable {
  /// What errors call the file.
  public var name: String { source.name }
  /// Bytes of the file.
  public var byteCount: Int { source.count }
  /// The version of the format that it was written in.
  public var version: FileVersion { header.version }
  /// The rules of arithmetic under which its tensors were computed; 0 if that has no meaning.
  public var arithmeticVersion: UInt32 { header.arithmeticVersion }
  /// The hash of its tensors and critical sections. It matches the digests in the index; `verify()`
  /// makes sure that these match the tensors.
  public let contentHash: ContentHash
  /// Its sections, in order, the tensors and their index among them.
  public let sections: [SectionInfo]
  /// Its tensors, in order.
  public let tensors: [TensorInfo]

  private let source: RandomAccessBytes
  private let limits: ReadLimits
  private let header: FileHeader
  private let content: [SectionType: [UInt8]]
  private let records: [IndexRecord]
  private let unpacker: TensorUnpacker

  /// Opens the file at `path`; "-" is standard input.
  /// - Parameters:
  ///   - path: Where it is.
  ///   - limits: What the file may ask for.
  ///   - workers: Who shares the work of unpacking. What comes out does not depend on how many they are.
  /// - Throws: `StrataFileError`, for whatever is wrong outside the tensors' own bytes.
  /// - Complexity: O(size of the sections other than the tensors).
  public init(
    path: String, limits: ReadLimits = ReadLimits(), workers: WorkerPool = .single
  ) throws(StrataFileError) {
    let source: RandomAccessBytes
    do {
      source = try RandomAccessBytes(path: path, limit: limits.bytes)
    } catch {
      throw .bytes(error)
    }
    try self.init(source, limits: limits, workers: workers)
  }

  /// Opens `bytes`; errors call them `name`.
  /// - Throws: as `init(path:limits:)`.
  public init(
    _ bytes: [UInt8], name: String, limits: ReadLimits = ReadLimits(),
    workers: WorkerPool = .single
  ) throws(StrataFileError) {
    try self.init(RandomAccessBytes(bytes, name: name), limits: limits, workers: workers)
  }

  private init(
    _ source: RandomAccessBytes, limits: ReadLimits, workers: WorkerPool
  ) throws(StrataFileError) {
    let frame = try FileFrame(source, limits)
    self.source = source
    unpacker = TensorUnpacker(source, workers)
    self.limits = limits
    header = frame.header
    contentHash = frame.hash
    sections = frame.entries.map(SectionInfo.init)
    content = frame.content
    records = frame.records
    tensors = frame.records.map(\.info)
  }

  /// The unpacked bytes of section `type`; nil if there is none, or for the tensors.
  public func section(_ type: SectionType) -> [UInt8]? {
    content[type]
  }

  /// Where in `tensors` the one is whose name has the same bytes as `name`; nil if there is none.
  /// - Complexity: O(number of tensors).
  public func index(ofTensor name: String) -> Int? {
    tensors.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// Unpacks tensor `index` of `tensors` and checks its CRCs, and its digest if `digest` says so.
  /// - Throws: `StrataFileError`: `.unsupported` for what this version cannot read, `.damaged`
  ///   naming tensor and offset, `.limit` before memory is taken, `.invalid` for no such index.
  /// - Complexity: O(n) time; memory for the tensor, and twelve blocks for each thread.
  public func tensor(
    at index: Int, checkingDigest: Bool = false
  ) throws(StrataFileError) -> TensorRecord {
    let (record, info) = try readable(index)
    let part = "tensor '\(info.name)'"
    guard record.byteCount <= limits.bytes else {
      throw .limit(file: name, part: part, limit: limits.bytes, got: record.byteCount)
    }
    do throws(ByteError) {
      let bytes = try unpacker.unpack(record, part)
      if checkingDigest, SHA256.hash(bytes) != record.digest { throw record.wrongDigest(part) }
      return TensorRecord(
        name: info.name, role: info.role, dtype: info.dtype, dimensions: info.dimensions,
        bytes: bytes)
    } catch {
      throw StrataFileError(error, file: name, part: part)
    }
  }

  /// Unpacks tensor `index` of `tensors` a block at a time, for whoever has not the memory for all of it.
  /// - Parameters:
  ///   - index: Which one.
  ///   - budget: The bytes of memory that unpacking may take: the stored bytes of the largest block, its
  ///     planes and its elements.
  ///   - checkingDigest: Whether the digest is checked after the last block, beside the CRC.
  /// - Throws: `StrataFileError`: `.limit` if a block needs more, before memory is taken; else as
  ///   `tensor(at:checkingDigest:)`.
  /// - Complexity: O(number of blocks).
  public func stream(
    tensorAt index: Int, budget: Int, checkingDigest: Bool = false
  ) throws(StrataFileError) -> TensorStream {
    let (record, info) = try readable(index)
    // With memory of its own, and no more than the budget says.
    return try TensorStream(
      TensorUnpacker(source, .single), record, info, budget: budget,
      checkingDigest: checkingDigest)
  }

  /// What is known of a tensor that this version can read.
  private func readable(
    _ index: Int
  ) throws(StrataFileError) -> (record: IndexRecord, info: TensorInfo) {
    guard records.indices.contains(index) else {
      throw .invalid(part: name, reason: "no tensor \(index), there are \(records.count)")
    }
    if let refusal = tensors[index].refusal {
      throw .unsupported(file: name, reason: "tensor '\(tensors[index].name)': \(refusal)")
    }
    return (records[index], tensors[index])
  }

  /// Unpacks everything.
  /// - Throws: as `tensor(at:checkingDigest:)`, but what this version cannot read is listed in
  ///   `unreadable`.
  /// - Complexity: O(n) time; memory for all tensors, at most `limits.bytes`.
  public func container(checkingDigests: Bool = false) throws(StrataFileError) -> StrataContainer {
    try container(leavingOut: [], checkingDigests: checkingDigests)
  }

  /// Unpacks everything but the tensors of some roles, whose stored bytes are only checked: the
  /// container is not the whole file.
  func container(
    leavingOut roles: Set<TensorRole>, checkingDigests: Bool = false
  ) throws(StrataFileError) -> StrataContainer {
    var total = content.values.reduce(0) { $0 + $1.count }
    for record in records
    where record.info.refusal == nil && !roles.contains(record.info.role) {
      let (sum, overflows) = total.addingReportingOverflow(record.byteCount)
      total = overflows ? .max : sum
    }
    guard total <= limits.bytes else {
      throw .limit(file: name, part: "unpacked content", limit: limits.bytes, got: total)
    }
    var container = StrataContainer(arithmeticVersion: arithmeticVersion)
    container.sections = content.filter { $0.key != .index }
    container.source = contentHash
    container.readOnlyFlags = header.readOnlyCompatible
    for group in groups {
      let parts = try unpacker.workers.results(group.count) { (part) throws(StrataFileError) in
        let index = group.lowerBound + part
        guard !roles.contains(tensors[index].role) else {
          try check(index)
          return nil as TensorRecord?
        }
        return try unpackOrCheck(index, checkingDigest: checkingDigests)
      }
      for (index, tensor) in zip(group, parts) {
        if let tensor {
          container.tensors.append(tensor)
        } else if !roles.contains(tensors[index].role) {
          container.unreadable.append(tensors[index])
        }
      }
    }
    return container
  }

  /// The tensors in groups, in order: a large one alone, whose blocks are shared among the threads, or
  /// small ones together, each for one thread.
  private var groups: [Range<Int>] {
    var groups: [Range<Int>] = []
    var isOpen = false
    for (index, record) in records.enumerated() {
      let isSmall = record.blockCount < 4 * unpacker.workers.threadCount
      if isOpen, isSmall, let last = groups.popLast() {
        groups.append(last.lowerBound..<index + 1)
      } else {
        groups.append(index..<index + 1)
      }
      isOpen = isSmall
    }
    return groups
  }

  /// A tensor; nil, with its stored bytes checked, if this version cannot read it.
  private func unpackOrCheck(
    _ index: Int, checkingDigest: Bool
  ) throws(StrataFileError) -> TensorRecord? {
    guard tensors[index].refusal == nil else {
      try check(index)
      return nil
    }
    return try tensor(at: index, checkingDigest: checkingDigest)
  }

  /// Checks every byte of the file: all that opening checks, and each tensor's CRCs and digest, one
  /// tensor in memory at a time.
  /// - Throws: `StrataFileError` for the first thing that is wrong.
  public func verify() throws(StrataFileError) {
    for index in tensors.indices { _ = try unpackOrCheck(index, checkingDigest: true) }
  }

  /// Checks the stored bytes of a tensor that cannot be unpacked.
  private func check(_ index: Int) throws(StrataFileError) {
    let part = "tensor '\(tensors[index].name)'"
    do {
      try unpacker.check(records[index], part)
    } catch {
      throw StrataFileError(error, file: name, part: part)
    }
  }
}

extension IndexRecord {
  func wrongDigest(_ what: String) -> ByteError {
    .corrupt(what: what, offset: offset, reason: "the digest does not match")
  }

  /// What a caller may know of it.
  var info: TensorInfo {
    TensorInfo(
      name: String(decoding: name, as: UTF8.self), role: TensorRole(rawValue: role),
      dtype: StoredDType(rawValue: dtype), dimensions: dimensions, byteCount: byteCount,
      storedByteCount: storedByteCount, offset: offset, digest: digest, refusal: refusal)
  }

  /// Why this version cannot read the tensor; nil if it can.
  private var refusal: String? {
    let dtype = StoredDType(rawValue: dtype)
    if dtype.byteWidth == nil { return "\(dtype) is not known to this program" }
    guard [PlaneTransform.none.rawValue, dtype.transform.rawValue].contains(transform) else {
      return "transform \(transform) is not known to this program"
    }
    let unknown = planes.first { PlaneCode.Codec(rawValue: $0.codec) == nil }
    return unknown.map { "codec \($0.codec) is not known to this program" }
  }
}
