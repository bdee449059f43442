internal import Glibc

/// What tells one state of a file at a path from another, without reading it: which file it is, its size
/// and when it was last changed.
package struct FileStamp: Hashable, Sendable {
  private let device: UInt64
  private let number: UInt64
  private let size: Int
  private let modified: [Int]
  private let changed: [Int]

  /// The stamp of the file that a path leads to now, through links; nil if there is none that can be
  /// looked at.
  package init?(path: String) {
    var info = stat()
    guard !path.utf8.contains(0), unsafe stat(path, &info) == 0 else { return nil }
    device = UInt64(info.st_dev)
    number = UInt64(info.st_ino)
    size = Int(info.st_size)
    modified = [info.st_mtim.tv_sec, info.st_mtim.tv_nsec]
    changed = [info.st_ctim.tv_sec, info.st_ctim.tv_nsec]
  }
}
