/// Bytes that can be read anywhere: a file, or memory.
///
/// A file is read where it is asked for, never mapped: a mapped file that shrinks kills the
/// process, a read one gives an error. It may be used from several threads at once.
public struct RandomAccessBytes: Sendable {
  private enum Storage: Sendable {
    case file(Descriptor)
    case memory([UInt8])
  }

  /// What errors call it: the path, or "standard input".
  public let name: String
  /// How many bytes there are.
  public let count: Int

  private let storage: Storage

  /// The bytes of the file at `path`. What can only be read from start to end ("-" for standard
  /// input, a pipe) is read into memory, at most `limit` bytes of it.
  /// - Throws: `ByteError.noSuchFile`, `.cannotRead`, `.limit`.
  public init(path: String, limit: Int) throws(ByteError) {
    if path == "-" {
      let input = Descriptor.standardInput
      self.init(try input.readAll(limit: limit, name: "standard input"), name: "standard input")
      return
    }
    let descriptor = try Descriptor(reading: path)
    let status = try descriptor.status(path: path)
    if status.isRegular {
      self.init(name: path, count: status.size, storage: .file(descriptor))
    } else {
      self.init(try descriptor.readAll(limit: limit, name: path), name: path)
    }
  }

  /// The bytes of `bytes`; errors call them `name`.
  public init(_ bytes: [UInt8], name: String) {
    self.init(name: name, count: bytes.count, storage: .memory(bytes))
  }

  private init(name: String, count: Int, storage: Storage) {
    self.name = name
    self.count = count
    self.storage = storage
  }

  /// The `count` bytes from `offset` on.
  /// - Throws: `ByteError.truncated` if they are not all there, before anything is allocated;
  ///   `ByteError.cannotRead`.
  /// - Complexity: O(`count`).
  public func read(_ count: Int, at offset: Int) throws(ByteError) -> [UInt8] {
    var bytes: [UInt8] = []
    try read(count, at: offset, into: &bytes)
    if bytes.count > count { bytes.removeLast(bytes.count - count) }
    return bytes
  }

  /// Puts the `count` bytes from `offset` on into `buffer[..<count]`. The buffer grows if it is too
  /// small and never shrinks, so that one buffer serves many reads.
  /// - Throws: as `read(_:at:)`.
  public func read(
    _ count: Int, at offset: Int, into buffer: inout [UInt8]
  ) throws(ByteError) {
    guard count >= 0, offset >= 0, offset <= self.count, count <= self.count - offset else {
      throw .truncated(
        what: name, offset: offset, expected: count, got: max(0, self.count - max(0, offset)))
    }
    if buffer.count < count { buffer = [UInt8](repeating: 0, count: count) }
    switch storage {
    case .memory(let bytes):
      buffer.replaceSubrange(..<count, with: bytes[offset..<offset + count])
    case .file(let descriptor):
      let got = try descriptor.read(count, at: offset, into: &buffer, path: name)
      guard got == count else {
        // The file has become shorter since it was opened.
        throw .truncated(what: name, offset: offset, expected: count, got: got)
      }
    }
  }

  /// Hands `body` the `count` bytes from `offset` on: those of memory where they lie, those of a file
  /// by way of `buffer`, which serves many reads as in `read(_:at:into:)`.
  /// - Throws: as `read(_:at:)`, and what `body` throws.
  public func withBytes<Result>(
    _ count: Int, at offset: Int, by buffer: inout [UInt8],
    _ body: (Span<UInt8>) throws(ByteError) -> Result
  ) throws(ByteError) -> Result {
    if case .memory(let bytes) = storage, count >= 0, offset >= 0, offset <= bytes.count,
      count <= bytes.count - offset
    {
      return try body(bytes.span.extracting(offset..<offset + count))
    }
    try read(count, at: offset, into: &buffer)
    return try body(buffer.span.extracting(..<count))
  }
}

extension Descriptor {
  fileprivate func readAll(limit: Int, name: String) throws(ByteError) -> [UInt8] {
    var all: [UInt8] = []
    while case let chunk = try read(ByteSource.chunk, path: name), !chunk.isEmpty {
      guard chunk.count <= max(0, limit) - all.count else {
        throw .limit(what: name, limit: limit, got: all.count + chunk.count)
      }
      all += chunk
    }
    return all
  }
}
