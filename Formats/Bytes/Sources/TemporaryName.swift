internal import Glibc
internal import Synchronization

/// The name of a file that is not to outlive the process, kept where a signal handler finds it.
///
/// Whoever takes a name out of its place owns its memory: the file's own code and a handler that comes
/// in between cannot both have it.
struct TemporaryName {
  /// The name.
  let path: String
  /// Where the name is kept; nil if every place was taken.
  private let place: Int?

  private static let places = Places()

  /// Keeps a name, before there is a file of it: a file of this process's name is no other's.
  init(_ path: String) {
    self.path = path
    guard let copy = unsafe strdup(path) else {
      place = nil
      return
    }
    for index in 0..<Places.count {
      let isKept = unsafe Self.places.names[index].compareExchange(
        expected: nil, desired: copy, ordering: .acquiringAndReleasing
      ).exchanged
      if isKept {
        place = index
        return
      }
    }
    unsafe free(copy)
    place = nil
  }

  /// Lets the name go: the file has another, or never was.
  func forget() {
    guard let place else { return }
    unsafe free(Self.places.names[place].exchange(nil, ordering: .acquiringAndReleasing))
  }

  /// Removes the file.
  func remove() {
    unsafe unlink(path)
    forget()
  }

  /// Removes every file whose name is kept. Safe in a signal handler once a name was kept: it exchanges
  /// words and calls unlink. The memory is not given back, for the process is about to end.
  static func removeAll() {
    for index in 0..<Places.count {
      if let name = unsafe places.names[index].exchange(nil, ordering: .acquiringAndReleasing) {
        unsafe unlink(name)
      }
    }
  }
}

/// As many names as files are written at once, and more. Sendable, as its atomics are.
@safe private struct Places: ~Copyable, @unchecked Sendable {
  static let count = 16
  let names = unsafe InlineArray<16, Atomic<UnsafeMutablePointer<CChar>?>> { _ in unsafe Atomic(nil)
  }
}
