internal import Glibc

/// An open file descriptor, closed when nobody holds it any more.
///
/// Every call is taken up again when a signal interrupts it.
final class Descriptor: Sendable {
  let number: Int32
  private let isOwned: Bool

  /// Standard input, which stays open.
  static let standardInput = Descriptor(STDIN_FILENO, isOwned: false)

  private init(_ number: Int32, isOwned: Bool) {
    self.number = number
    self.isOwned = isOwned
  }

  deinit {
    if isOwned { close(number) }
  }

  /// Opens the file at `path` to read it; a directory is refused.
  init(reading path: String) throws(ByteError) {
    guard !path.utf8.contains(0) else {
      throw .cannotRead(path: path, operation: "open", reason: "the path has a zero byte in it")
    }
    let number = retrying { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard number >= 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { throw .noSuchFile(path: path) }
      throw .cannotRead(path: path, operation: "open", reason: reason(code))
    }
    self.number = number
    self.isOwned = true
    // Opening a directory to read succeeds; say what it is, rather than what read() makes of it.
    if try status(path: path).isDirectory {
      throw .cannotRead(path: path, operation: "read", reason: reason(EISDIR))
    }
  }

  /// What the file is, and its size in bytes.
  func status(path: String) throws(ByteError) -> (isDirectory: Bool, isRegular: Bool, size: Int) {
    var info = stat()
    guard unsafe fstat(number, &info) == 0 else {
      throw .cannotRead(path: path, operation: "read", reason: reason(errno))
    }
    let kind = info.st_mode & S_IFMT
    return (kind == S_IFDIR, kind == S_IFREG, info.st_size)
  }

  /// Whether a read would wait: there is no byte yet, and no end either.
  var mustWait: Bool {
    var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    // In range: the call is told of one request, and there is one.
    return unsafe poll(&request, 1, 0) == 0
  }

  /// At most `count` bytes from the current position; none at the end.
  func read(_ count: Int, path: String) throws(ByteError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let got = retrying { unsafe Glibc.read(number, buffer.baseAddress, count) }
      code = got < 0 ? errno : 0
      filled = max(0, got)
    }
    if code != 0 { throw .cannotRead(path: path, operation: "read", reason: reason(code)) }
    return bytes
  }

  /// Fills `buffer[..<count]` from byte `offset` on; how many bytes there were.
  func read(
    _ count: Int, at offset: Int, into buffer: inout [UInt8], path: String
  ) throws(ByteError) -> Int {
    var filled = 0
    let code = unsafe buffer.withUnsafeMutableBytes { buffer -> Int32 in
      while filled < count {
        let got = retrying {
          unsafe pread(
            number, buffer.baseAddress.map { unsafe $0 + filled }, count - filled, offset + filled)
        }
        if got < 0 { return errno }
        if got == 0 { return 0 }
        filled += got
      }
      return 0
    }
    if code != 0 { throw .cannotRead(path: path, operation: "read", reason: reason(code)) }
    return filled
  }
}

/// Calls again for as long as a signal interrupts the call.
func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

/// The system's words for error `code`, as the end of a sentence: "no space left on device".
func reason(_ code: Int32) -> String {
  guard let text = unsafe strerror(code) else { return "error \(code)" }
  let words = unsafe String(cString: text)
  return words.prefix(1).lowercased() + words.dropFirst()
}
