internal import StrataBytes

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

  /// Opens the file at `path`; "-" is standard input.
  /// - Throws: `StrataFileError`, for whatever is wrong outside the tensors' own bytes.
  /// - Complexity: O(size of the sections other than the tensors).
  public init(path: String, limits: ReadLimits = ReadLimits()) throws(StrataFileError) {
    let source: RandomAccessBytes
    do {
      source = try RandomAccessBytes(path: path, limit: limits.bytes)
    } catch {
      throw .bytes(error)
    }
    try self.init(source, limits: limits)
  }

  /// Opens `bytes`; errors call them `name`.
  /// - Throws: as `init(path:limits:)`.
  public init(
    _ bytes: [UInt8], name: String, limits: ReadLimits = ReadLimits()
  ) throws(StrataFileError) {
    try self.init(RandomAccessBytes(bytes, name: name), limits: limits)
  }

  private init(_ source: RandomAccessBytes, limits: ReadLimits) throws(StrataFileError) {
    let frame = try FileFrame(source, limits)
    self.source = source
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
  /// - Complexity: O(n) time; memory for the tensor and two blocks.
  public func tensor(
    at index: Int, checkingDigest: Bool = false
  ) throws(StrataFileError) -> TensorRecord {
    var unpacker = TensorUnpacker(source)
    return try tensor(at: index, checkingDigest: checkingDigest, &unpacker)
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
    var unpacker = TensorUnpacker(source)
    for (index, info) in tensors.enumerated() {
      if roles.contains(info.role) {
        try check(index, unpacker)
      } else if info.refusal == nil {
        container.tensors.append(
          try tensor(at: index, checkingDigest: checkingDigests, &unpacker))
      } else {
        try check(index, unpacker)
        container.unreadable.append(info)
      }
    }
    return container
  }

  /// Checks every byte of the file: all that opening checks, and each tensor's CRCs and digest, one
  /// tensor in memory at a time.
  /// - Throws: `StrataFileError` for the first thing that is wrong.
  public func verify() throws(StrataFileError) {
    var unpacker = TensorUnpacker(source)
    for (index, info) in tensors.enumerated() {
      if info.refusal == nil {
        _ = try tensor(at: index, checkingDigest: true, &unpacker)
      } else {
        try check(index, unpacker)
      }
    }
  }

  /// Checks the stored bytes of a tensor that cannot be unpacked.
  private func check(
    _ index: Int, _ unpacker: borrowing TensorUnpacker
  ) throws(StrataFileError) {
    let part = "tensor '\(tensors[index].name)'"
    do {
      try unpacker.check(records[index], part)
    } catch {
      throw StrataFileError(error, file: name, part: part)
    }
  }

  private func tensor(
    at index: Int, checkingDigest: Bool, _ unpacker: inout TensorUnpacker
  ) throws(StrataFileError) -> TensorRecord {
    guard records.indices.contains(index) else {
      throw .invalid(part: name, reason: "no tensor \(index), there are \(records.count)")
    }
    let (record, info) = (records[index], tensors[index])
    let part = "tensor '\(info.name)'"
    if let refusal = info.refusal {
      throw .unsupported(file: name, reason: "\(part): \(refusal)")
    }
    guard record.byteCount <= limits.bytes else {
      throw .limit(file: name, part: part, limit: limits.bytes, got: record.byteCount)
    }
    do throws(ByteError) {
      let bytes = try unpacker.unpack(record, part)
      if checkingDigest, SHA256.hash(bytes) != record.digest {
        throw .corrupt(
          what: part, offset: record.offset, reason: "the digest does not match")
      }
      return TensorRecord(
        name: info.name, role: info.role, dtype: info.dtype, dimensions: info.dimensions,
        bytes: bytes)
    } catch {
      throw StrataFileError(error, file: name, part: part)
    }
  }
}

extension IndexRecord {
  /// What a caller may know of it.
  fileprivate var info: TensorInfo {
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
