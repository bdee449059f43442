internal import Glibc

/// What is in a folder.
public enum Directory {
  /// Whether there is a folder at `path`, or a link to one.
  public static func exists(at path: String) -> Bool {
    var info = stat()
    return unsafe !path.utf8.contains(0) && stat(path, &info) == 0
      && info.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in the folder at `path`, in the order of their bytes, without `.` and `..`.
  /// - Throws: `ByteError.noSuchFile`, `.cannotRead`.
  /// - Complexity: O(n log n) for n names, all of which are held.
  public static func names(in path: String) throws(ByteError) -> [String] {
    guard !path.utf8.contains(0) else {
      throw .cannotRead(path: path, operation: "open", reason: "the path has a zero byte in it")
    }
    guard let folder = unsafe opendir(path) else {
      if errno == ENOENT { throw .noSuchFile(path: path) }
      throw .cannotRead(path: path, operation: "open", reason: reason(errno))
    }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(folder) else { break }
      // The name ends in a zero byte within the entry (readdir(3)).
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    if errno != 0 { throw .cannotRead(path: path, operation: "read", reason: reason(errno)) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
