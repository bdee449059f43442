/// The bytes of a file, of standard input or of memory, one chunk after the other; gzip data
/// is unpacked on the way.
///
/// Whether it is gzip data is told by its first two bytes, never by its name. Errors of gzip data
/// carry offsets into the packed bytes.
///
/// ```swift
/// var stream = try ByteStream(path: "train.csv.gz")
/// while let chunk = try stream.next() { … }
/// ```
public struct ByteStream: ~Copyable {
  private enum State {
    case unopened
    case plain
    case gzip(Gunzip)
  }

  /// What errors call it: the path, or "standard input".
  public let name: String

  private let source: ByteSource
  private var state = State.unopened
  /// Bytes that `peek` has taken and `next` has not given out.
  private var ahead: [UInt8] = []

  /// Opens the file at `path`; "-" is standard input.
  /// - Parameters:
  ///   - path: The file.
  ///   - beforeWaiting: Called whenever the next bytes are not there yet, as in a pipe whose writer
  ///     rests: what is to be done with the bytes until then can be done now. It must not touch the
  ///     stream.
  /// - Throws: `ByteError.noSuchFile`; `ByteError.cannotRead`, also for a directory.
  public init(path: String, beforeWaiting: (() -> Void)? = nil) throws(ByteError) {
    let descriptor: Descriptor
    if path == "-" {
      (name, descriptor) = ("standard input", .standardInput)
    } else {
      (name, descriptor) = (path, try Descriptor(reading: path))
    }
    source = ByteSource(descriptor, name: name, beforeWaiting: beforeWaiting)
  }

  /// Reads `bytes`; errors call them `name`.
  public init(bytes: [UInt8], name: String) {
    self.name = name
    source = ByteSource(bytes, name: name)
  }

  /// The next bytes, at least one and usually 65,536 (all there are for plain bytes in memory);
  /// nil at the end.
  /// - Throws: `ByteError.cannotRead`; `ByteError.corrupt` for gzip data that is damaged, cut
  ///   short or followed by something else.
  public mutating func next() throws(ByteError) -> [UInt8]? {
    guard ahead.isEmpty else {
      defer { ahead = [] }
      return ahead
    }
    switch state {
    case .unopened:
      var head: [UInt8] = []
      while head.count < 2, let more = try source.next() {
        head += more
      }
      guard head.starts(with: [0x1F, 0x8B]) else {
        state = .plain
        return head.isEmpty ? nil : head
      }
      let gunzip = try Gunzip(source, head: head, name: name)
      state = .gzip(gunzip)
      return try gunzip.next(ByteSource.chunk)
    case .plain:
      return try source.next()
    case .gzip(let gunzip):
      return try gunzip.next(ByteSource.chunk)
    }
  }

  /// The next `count` bytes, or all that are left if they are fewer; they stay to be read.
  /// It serves to tell a format by its content.
  /// - Throws: as `next()`.
  public mutating func peek(_ count: Int) throws(ByteError) -> [UInt8] {
    Array(try peek(atLeast: count).prefix(max(0, count)))
  }

  /// All bytes that are at hand, and at least `count` of them unless fewer are left; they stay to be
  /// read. It waits for no more than that.
  /// - Throws: as `next()`.
  public mutating func peek(atLeast count: Int) throws(ByteError) -> [UInt8] {
    while ahead.count < count {
      let held = ahead
      ahead = []
      guard let more = try next() else {
        ahead = held
        break
      }
      ahead = held + more
    }
    return ahead
  }

  /// Everything that is left, at most `limit` bytes of it.
  /// - Throws: as `next()`; `ByteError.limit` as soon as there is more, before it is all unpacked.
  /// - Complexity: O(n) time; memory for what is read, at most `limit` bytes and a chunk.
  public mutating func readAll(limit: Int) throws(ByteError) -> [UInt8] {
    var all: [UInt8] = []
    while let chunk = try next() {
      guard chunk.count <= max(0, limit) - all.count else {
        throw .limit(what: name, limit: limit, got: all.count + chunk.count)
      }
      if all.isEmpty { all = chunk } else { all += chunk }
    }
    return all
  }
}
