internal import Glibc
internal import Synchronization

/// A file that is whole or absent: written beside its target, synced, then put in its place.
///
/// Until `commit()` has renamed it, the old file stands untouched; a value that goes away without a
/// commit, because an error was thrown on the way, removes what it wrote. A symbolic link stays,
/// and what it points to is replaced. The new file gets the old one's mode, or 0666 less the umask.
///
/// What cannot be replaced is written straight through: "-" (standard output), a pipe, a device.
///
/// ```swift
/// try AtomicFile.write(to: "out.csv") { (file) throws(ByteError) in
///   try file.write(Array("a,b\n".utf8))
/// }
/// ```
public struct AtomicFile: ~Copyable {
  /// The path as it was given; errors carry it.
  public let path: String

  private let calls: FileCalls
  private let target: WriteTarget
  private let isStandardOutput: Bool
  /// The file beside the target that holds what is written; nil when written straight through,
  /// and after the rename.
  private var temporary: TemporaryName?
  private var file: Int32
  /// Small writes gather here.
  private var pending: [UInt8] = []

  /// Makes sure that `path` can be written and starts beside it.
  /// - Throws: `ByteError.cannotWrite`.
  public init(replacing path: String) throws(ByteError) {
    try self.init(replacing: path, calls: FileCalls())
  }

  init(replacing path: String, calls: FileCalls) throws(ByteError) {
    let isStandardOutput = path == "-"
    let target = try WriteTarget(isStandardOutput ? "/dev/stdout" : path)
    var temporary: TemporaryName?
    var file = STDOUT_FILENO
    if !isStandardOutput {
      (file, temporary) = try Self.open(target, path, calls)
    }
    self.path = path
    self.calls = calls
    self.target = target
    self.isStandardOutput = isStandardOutput
    self.temporary = temporary
    self.file = file
  }

  deinit {
    if !isStandardOutput && file >= 0 { _ = calls.close(file) }
    temporary?.remove()
  }

  /// Appends `bytes`.
  /// - Throws: `ByteError.cannotWrite`.
  public mutating func write(_ bytes: [UInt8]) throws(ByteError) {
    try write(bytes.span)
  }

  /// Appends `bytes`.
  /// - Throws: `ByteError.cannotWrite`.
  public mutating func write(_ bytes: Span<UInt8>) throws(ByteError) {
    if pending.count + bytes.count > 1 << 16 {
      try flush()
      if bytes.count > 1 << 15 { return try writeAll(bytes) }
    }
    unsafe bytes.withUnsafeBufferPointer { unsafe pending.append(contentsOf: $0) }
  }

  /// Puts the new file in the place of the old one, and waits until that has reached the disk.
  /// - Throws: `ByteError.cannotWrite`; the old file stands then, unless the operation was
  ///   "sync the folder of", which comes after the new file has taken its place.
  public consuming func commit() throws(ByteError) {
    try flush()
    guard let temporary else {
      if isStandardOutput { return }
      return try close()
    }
    if retrying({ calls.sync(file) }) != 0 { throw Self.failure(path, "sync") }
    try close()
    if calls.rename(temporary.path, target.path) != 0 { throw Self.failure(path, "rename") }
    temporary.forget()
    self.temporary = nil
    try syncFolder()
  }

  /// Writes `path` with what `body` writes; if it throws, the old file stands.
  /// - Throws: what `body` throws; `ByteError.cannotWrite`.
  public static func write(
    to path: String, _ body: (inout AtomicFile) throws(ByteError) -> Void
  ) throws(ByteError) {
    var file = try AtomicFile(replacing: path)
    try body(&file)
    try file.commit()
  }

  /// Writes `bytes` to `path`.
  /// - Throws: `ByteError.cannotWrite`.
  public static func write(_ bytes: [UInt8], to path: String) throws(ByteError) {
    try write(to: path) { (file) throws(ByteError) in try file.write(bytes) }
  }

  /// Removes the files that are being written and not yet in place, whoever writes them: for a process
  /// that is about to end at once. No such file can be committed after that.
  ///
  /// A signal handler may call it: it takes no lock and no memory (signal-safety(7)).
  public static func removeUncommitted() { TemporaryName.removeAll() }

  private mutating func flush() throws(ByteError) {
    let bytes = pending
    pending = []
    try writeAll(bytes.span)
  }

  private func writeAll(_ bytes: Span<UInt8>) throws(ByteError) {
    var written = 0
    while written < bytes.count {
      let rest = bytes.extracting(written...)
      let count = retrying { calls.write(file, rest) }
      // A file takes at least one byte or says why not.
      if count == 0 { errno = EIO }
      if count <= 0 { throw Self.failure(path, "write") }
      written += count
    }
  }

  private mutating func close() throws(ByteError) {
    let number = file
    file = -1
    if calls.close(number) != 0 { throw Self.failure(path, "close") }
  }

  /// The new name is in the folder; only syncing the folder makes it last through a power cut.
  private func syncFolder() throws(ByteError) {
    let folder = retrying { calls.open(target.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    let isSynced = folder >= 0 && retrying { calls.sync(folder) } == 0
    let code = errno
    if folder >= 0 { _ = calls.close(folder) }
    // Some file systems cannot sync folders (EINVAL), and one may write to a folder without being
    // allowed to read it (EACCES).
    if !isSynced && code != EINVAL && code != EACCES {
      errno = code
      throw Self.failure(path, "sync the folder of")
    }
  }

  /// What to write to, and the path of the temporary file if it is one.
  private static func open(
    _ target: WriteTarget, _ path: String, _ calls: FileCalls
  ) throws(ByteError) -> (file: Int32, temporary: TemporaryName?) {
    guard target.isReplaceable else {
      let file = retrying { calls.open(target.path, O_WRONLY | O_APPEND | O_CLOEXEC) }
      if file < 0 { throw failure(path, "open") }
      return (file, nil)
    }
    while true {
      let number = counter.add(1, ordering: .relaxed).newValue
      let name = TemporaryName("\(target.folder)/.strata-\(getpid())-\(number).tmp")
      let file = retrying { calls.open(name.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC) }
      if file < 0 {
        name.forget()
        // Left behind by a process of the same number that was killed.
        if errno == EEXIST { continue }
        throw failure(path, "create")
      }
      if let old = target.old {
        // Only the superuser may give files away; for others the new file is their own.
        _ = fchown(file, old.owner, old.group)
        if calls.setMode(file, old.mode) != 0 {
          let error = failure(path, "set the mode of")
          _ = calls.close(file)
          name.remove()
          throw error
        }
      }
      return (file, name)
    }
  }

  private static func failure(_ path: String, _ operation: String) -> ByteError {
    .cannotWrite(path: path, operation: operation, reason: reason(errno))
  }
}

/// Numbers the temporary files of this process.
private let counter = Atomic<Int>(0)
