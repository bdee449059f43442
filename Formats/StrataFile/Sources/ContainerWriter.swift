internal import StrataBytes
internal import StrataTensor

/// Where a file goes as it is written: memory or disk.
protocol ByteSink: ~Copyable {
  mutating func append(_ bytes: Span<UInt8>) throws(ByteError)
}

extension ByteWriter: ByteSink {
  mutating func append(_ bytes: Span<UInt8>) { write(bytes) }
}

extension AtomicFile: ByteSink {
  mutating func append(_ bytes: Span<UInt8>) throws(ByteError) { try write(bytes) }
}

/// Writes a container from its first byte to its last, in one pass: header, tensors, the rest.
struct ContainerWriter: ~Copyable {
  private var packer: TensorPacker
  private var deflate = Deflate(level: 9)
  private var records: [IndexRecord] = []
  private var entries: [SectionEntry] = []
  /// Bytes written so far.
  private var offset = 0

  init(_ workers: WorkerPool) {
    packer = TensorPacker(workers)
  }

  /// - Parameter container: one that keeps the rules of the format.
  static func write<Sink: ByteSink & ~Copyable>(
    _ container: StrataContainer, to sink: inout Sink, _ workers: WorkerPool
  ) throws(ByteError) {
    var writer = ContainerWriter(workers)
    let version = container.tensors.map { $0.dtype.version }.max() ?? .oldest
    try writer.begin(
      FileHeader(version: version, arithmeticVersion: container.arithmeticVersion), &sink)
    try writer.put(container.tensors, &sink)
    _ = try writer.finish(&sink, container.sections, container.sectionsToWrite)
  }

  mutating func begin<Sink: ByteSink & ~Copyable>(
    _ header: FileHeader, _ sink: inout Sink
  ) throws(ByteError) {
    try put(header.encoded, &sink)
  }

  /// Writes tensors, which follow those before.
  mutating func put<Sink: ByteSink & ~Copyable>(
    _ tensors: [TensorRecord], _ sink: inout Sink
  ) throws(ByteError) {
    let packed = try packer.pack(tensors, at: offset) { (bytes) throws(ByteError) in
      try sink.append(bytes)
    }
    offset += packed.reduce(0) { $0 + $1.storedByteCount }
    records += packed
  }

  /// Writes everything that follows the tensors.
  /// - Parameters:
  ///   - sections: all that count for the content hash.
  ///   - order: those to write, in their order, given the hash.
  mutating func finish<Sink: ByteSink & ~Copyable>(
    _ sink: inout Sink, _ sections: [SectionType: [UInt8]],
    _ order: (ContentHash) -> [(SectionType, [UInt8])]
  ) throws(ByteError) -> ContentHash {
    let size = offset - FileHeader.size
    entries.append(
      SectionEntry(
        type: .tensors, crc: 0, offset: FileHeader.size, storedByteCount: size, byteCount: size,
        isDeflated: false))
    let hash = ContentHash(records, sections)
    try put(.index, index, &sink)
    for (type, content) in order(hash) { try put(type, content, &sink) }
    try pad(&sink)
    let table = entries.flatMap(\.encoded)
    let trailer = FileTrailer(
      fileSize: offset + table.count + FileTrailer.size, tableOffset: offset,
      sectionCount: entries.count, tableCRC: CRC32.checksum(table), hash: hash)
    try put(table, &sink)
    try put(trailer.encoded, &sink)
    return hash
  }

  private var index: [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt64(records.count))
    for record in records { writer.write(record.encoded) }
    return writer.bytes
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
    try sink.append(bytes.span)
    offset += bytes.count
  }
}

extension StrataContainer {
  /// The sections that follow the index: the known ones in their order, then the others by name. What
  /// is not safe to copy goes along only while it speaks of the same content.
  func sectionsToWrite(_ hash: ContentHash) -> [(SectionType, [UInt8])] {
    let others = sections.keys.filter {
      !$0.isKnown && ($0.isSafeToCopy || source == nil || source == hash)
    }
    let order = SectionType.content + others.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    return order.compactMap { type in sections[type].map { (type, $0) } }
  }
}
