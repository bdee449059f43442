internal import Glibc

/// What a path means to somebody who writes: a file to replace, or something to write straight to.
struct WriteTarget {
  /// Where the bytes end up, after all symbolic links.
  var path: String
  /// Whether a whole new file can take its place. A pipe, a terminal, a device or an open
  /// descriptor (/dev/stdout) cannot be replaced.
  var isReplaceable: Bool
  /// The mode, owner and group of the file there, if there is one.
  var old: (mode: mode_t, owner: uid_t, group: gid_t)?

  /// The folder that the file is in.
  var folder: String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// - Throws: `ByteError.cannotWrite` for a directory, or a path that leads nowhere.
  init(_ path: String) throws(ByteError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw .cannotWrite(path: path, operation: "create", reason: "the path is not valid")
    }
    self.path = path
    var info = stat()
    if unsafe stat(path, &info) == 0 {
      switch info.st_mode & S_IFMT {
      case S_IFDIR:
        throw .cannotWrite(path: path, operation: "create", reason: reason(EISDIR))
      case S_IFREG:
        old = (info.st_mode & 0o7777, info.st_uid, info.st_gid)
      default:
        isReplaceable = false
        return
      }
    } else if errno != ENOENT {
      throw .cannotWrite(path: path, operation: "create", reason: reason(errno))
    }
    isReplaceable = true
    // A link stays a link: what it points to is replaced, even if that is not there yet.
    for _ in 0..<40 {
      guard let next = readLink(self.path) else { return }
      self.path = next.hasPrefix("/") ? next : folder + "/" + next
      if self.path.hasPrefix("/proc/") {
        self.path = path
        isReplaceable = false
        return
      }
    }
    throw .cannotWrite(path: path, operation: "create", reason: reason(ELOOP))
  }
}

/// What the symbolic link at `path` says; nil if there is none.
private func readLink(_ path: String) -> String? {
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, filled in
    filled = unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
      guard let base = characters.baseAddress else { return 0 }
      return unsafe max(0, readlink(path, base, characters.count))
    }
  }
  return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
}
