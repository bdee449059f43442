internal import StrataBytes

/// Where a file goes as it is written: memory or disk.
protocol ByteSink: ~Copyable {
  mutating func append(_ bytes: [UInt8]) throws(ByteError)
}

extension ByteWriter: ByteSink {
  mutating func append(_ bytes: [UInt8]) { write(bytes) }
}

extension AtomicFile: ByteSink {
  mutating func append(_ bytes: [UInt8]) throws(ByteError) { try write(bytes) }
}

/// Writes a container from its first byte to its last, in one pass.
struct StrataWriter: ~Copyable {
  private var packer = BlockPacker()
  private var deflate = Deflate(level: 9)
  private var records: [IndexRecord] = []
  private var entries: [SectionEntry] = []
  /// Bytes written so far.
  private var offset = 0

  /// - Parameter container: one that keeps the rules of the format.
  static func write<Sink: ByteSink & ~Copyable>(
    _ container: StrataContainer, to sink: inout Sink
  ) throws(ByteError) {
    var writer = StrataWriter()
    try writer.write(container, to: &sink)
  }

  private mutating func write<Sink: ByteSink & ~Copyable>(
    _ container: StrataContainer, to sink: inout Sink
  ) throws(ByteError) {
    try put(
      FileHeader(
        version: container.version, arithmeticVersion: container.arithmeticVersion
      ).encoded, &sink)
    for tensor in container.tensors { try put(tensor, &sink) }
    let size = offset - FileHeader.size
    entries.append(
      SectionEntry(
        type: .tensors, crc: 0, offset: FileHeader.size, storedByteCount: size, byteCount: size,
        isDeflated: false))
    let hash = ContentHash(records, container.sections)
    try put(.index, index, &sink)
    for (type, content) in container.sectionsToWrite(hash) { try put(type, content, &sink) }
    try pad(&sink)
    let table = entries.flatMap(\.encoded)
    let trailer = FileTrailer(
      fileSize: offset + table.count + FileTrailer.size, tableOffset: offset,
      sectionCount: entries.count, tableCRC: CRC32.checksum(table), hash: hash)
    try put(table, &sink)
    try put(trailer.encoded, &sink)
  }

  private var index: [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt64(records.count))
    for record in records { writer.write(record.encoded) }
    return writer.bytes
  }

  private mutating func put<Sink: ByteSink & ~Copyable>(
    _ tensor: TensorRecord, _ sink: inout Sink
  ) throws(ByteError) {
    let width = tensor.dtype.byteWidth ?? 1
    var record = IndexRecord(
      name: Array(tensor.name.utf8), role: tensor.role.rawValue, dtype: tensor.dtype, width: width,
      dimensions: tensor.dimensions, bytes: tensor.bytes, offset: offset)
    for start in stride(from: 0, to: tensor.bytes.count, by: record.blockByteCount) {
      let end = min(start + record.blockByteCount, tensor.bytes.count)
      let (stored, planes) = packer.pack(
        tensor.bytes.span.extracting(start..<end), width: width, transform: tensor.dtype.transform)
      record.blockCRCs.append(CRC32.checksum(stored))
      record.planes += planes
      record.storedByteCount += stored.count
      try put(stored, &sink)
    }
    records.append(record)
  }

  private mutating func put<Sink: ByteSink & ~Copyable>(
    _ type: SectionType, _ content: [UInt8], _ sink: inout Sink
  ) throws(ByteError) {
    try pad(&sink)
    let limit = content.count - (content.count + 63) / 64
    let packed = deflate.pack(content.span, limit: limit)
    let stored = packed ?? content
    entries.append(
      SectionEntry(
        type: type, crc: CRC32.checksum(stored), offset: offset, storedByteCount: stored.count,
        byteCount: content.count, isDeflated: packed != nil))
    try put(stored, &sink)
  }

  private mutating func pad<Sink: ByteSink & ~Copyable>(_ sink: inout Sink) throws(ByteError) {
    let count = -offset & (SectionEntry.alignment - 1)
    try put([UInt8](repeating: 0, count: count), &sink)
  }

  private mutating func put<Sink: ByteSink & ~Copyable>(
    _ bytes: [UInt8], _ sink: inout Sink
  ) throws(ByteError) {
    try sink.append(bytes)
    offset += bytes.count
  }
}

extension StrataContainer {
  /// The lowest that can hold the content.
  fileprivate var version: FileVersion {
    let minor = tensors.map { $0.dtype.minorVersion }.max() ?? 0
    return FileVersion(major: FileHeader.newest.major, minor: minor)
  }

  /// The sections that follow the index: the known ones in their order, then the others by name. What
  /// is not safe to copy goes along only while it speaks of the same content.
  fileprivate func sectionsToWrite(_ hash: ContentHash) -> [(SectionType, [UInt8])] {
    let others = sections.keys.filter {
      !$0.isKnown && ($0.isSafeToCopy || source == nil || source == hash)
    }
    let order = SectionType.content + others.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    return order.compactMap { type in sections[type].map { (type, $0) } }
  }
}
