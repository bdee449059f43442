import Glibc
import Synchronization
import Testing

@testable import StrataBytes

@Suite struct AtomicFileTests {
  let old = Array("old".utf8)
  let new = Array("new content".utf8)

  private func mode(_ path: String) -> mode_t {
    var info = stat()
    return unsafe stat(path, &info) == 0 ? info.st_mode & 0o7777 : 0
  }

  @Test func aNewFileAndAReplacedOne() throws {
    try withFolder { folder in
      let path = folder + "/a"
      try AtomicFile.write(old, to: path)
      #expect(try content(of: path) == old)
      let mask = umask(0)
      umask(mask)
      #expect(mode(path) == 0o666 & ~mask)
      #expect(unsafe chmod(path, 0o640) == 0)
      try AtomicFile.write(new, to: path)
      #expect(try content(of: path) == new)
      #expect(mode(path) == 0o640)
      #expect(try listing(folder) == ["a"])
    }
  }

  @Test func manyWritesOfEverySize() throws {
    try withFolder { folder in
      let path = folder + "/a"
      let pieces = [0, 1, 65_535, 2, 65_536, 1, 1, 40_000, 40_000, 300_000, 5].map { count in
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ count) }
      }
      try AtomicFile.write(to: path) { (file) throws(ByteError) in
        for piece in pieces { try file.write(piece) }
      }
      #expect(try content(of: path) == pieces.flatMap { $0 })
    }
  }

  @Test func anErrorOnTheWayLeavesTheOldFile() throws {
    try withFolder { folder in
      let path = folder + "/a"
      try put(old, at: path)
      let error = ByteError.corrupt(what: "x", offset: 0, reason: "y")
      #expect(throws: error) {
        try AtomicFile.write(to: path) { (file) throws(ByteError) in
          try file.write(new)
          throw error
        }
      }
      #expect(try content(of: path) == old)
      #expect(try listing(folder) == ["a"])
    }
  }

  /// Each system call fails in turn, or writes short before it does.
  @Test(arguments: ["create", "set the mode of", "write", "sync", "close", "rename"])
  func everyFailingCallLeavesTheOldFile(_ operation: String) throws {
    try withFolder { folder in
      let path = folder + "/a"
      try put(old, at: path)
      var calls = FileCalls()
      let fail: @Sendable () -> Int32 = {
        errno = ENOSPC
        return -1
      }
      switch operation {
      case "create": calls.open = { _, _ in fail() }
      case "set the mode of": calls.setMode = { _, _ in fail() }
      case "write": calls.write = { _, bytes in bytes.count > 5 ? bytes.count - 5 : Int(fail()) }
      case "sync": calls.sync = { _ in fail() }
      case "close":
        calls.close = {
          close($0)
          return fail()
        }
      default: calls.rename = { _, _ in fail() }
      }
      #expect(
        throws: ByteError.cannotWrite(
          path: path, operation: operation, reason: "no space left on device")
      ) {
        var file = try AtomicFile(replacing: path, calls: calls)
        try file.write(new)
        try file.commit()
      }
      #expect(try content(of: path) == old)
      #expect(try listing(folder) == ["a"])
    }
  }

  @Test func theFolderIsSyncedAfterTheRename() throws {
    try withFolder { folder in
      let path = folder + "/a"
      var calls = FileCalls()
      let isFolder: @Sendable (Int32) -> Bool = { file in
        var info = stat()
        return unsafe fstat(file, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
      }
      calls.sync = { file in
        errno = EIO
        return isFolder(file) ? -1 : 0
      }
      #expect(
        throws: ByteError.cannotWrite(
          path: path, operation: "sync the folder of", reason: "input/output error")
      ) {
        var file = try AtomicFile(replacing: path, calls: calls)
        try file.write(new)
        try file.commit()
      }
      #expect(try content(of: path) == new)
      // A file system that cannot sync folders is no reason to complain.
      calls.sync = { file in
        errno = EINVAL
        return isFolder(file) ? -1 : 0
      }
      var file = try AtomicFile(replacing: path, calls: calls)
      try file.write(old)
      try file.commit()
      #expect(try content(of: path) == old)
    }
  }

  @Test func interruptedAndShortWritesAreTakenUpAgain() throws {
    try withFolder { folder in
      let path = folder + "/a"
      var calls = FileCalls()
      let isInterrupted = Mutex(true)
      calls.write = { file, bytes in
        // Every other call is interrupted; the rest write a single byte.
        let interrupt = isInterrupted.withLock { flag in
          flag.toggle()
          return flag
        }
        if interrupt {
          errno = EINTR
          return -1
        }
        return unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, 1) }
      }
      var file = try AtomicFile(replacing: path, calls: calls)
      try file.write(new)
      try file.commit()
      #expect(try content(of: path) == new)
    }
  }

  @Test func linksStayAndWhatTheyPointToIsReplaced() throws {
    try withFolder { folder in
      try put(old, at: folder + "/a")
      #expect(unsafe symlink("a", folder + "/b") == 0)
      #expect(unsafe symlink(folder + "/b", folder + "/c") == 0)
      #expect(unsafe symlink("new", folder + "/d") == 0)
      #expect(unsafe symlink("loop", folder + "/loop") == 0)
      try AtomicFile.write(new, to: folder + "/c")
      try AtomicFile.write(new, to: folder + "/d")
      #expect(try content(of: folder + "/a") == new)
      #expect(try content(of: folder + "/new") == new)
      var info = stat()
      #expect(unsafe lstat(folder + "/c", &info) == 0 && info.st_mode & S_IFMT == S_IFLNK)
      #expect(try listing(folder) == ["a", "b", "c", "d", "loop", "new"])
      #expect(throws: ByteError.self) { try AtomicFile.write(new, to: folder + "/loop") }
    }
  }

  @Test func whatCannotBeReplacedIsWrittenStraight() throws {
    #expect(
      throws: ByteError.cannotWrite(
        path: "/dev/full", operation: "write", reason: "no space left on device")
    ) { try AtomicFile.write(new, to: "/dev/full") }
    try AtomicFile.write(new, to: "/dev/null")
    try withFolder { folder in
      let path = folder + "/pipe"
      #expect(unsafe mkfifo(path, 0o600) == 0)
      let reader = unsafe open(path, O_RDWR)
      defer { close(reader) }
      try AtomicFile.write(new, to: path)
      var got = [UInt8](repeating: 0, count: 100)
      #expect(unsafe read(reader, &got, 100) == new.count)
      #expect(Array(got.prefix(new.count)) == new)
      #expect(try listing(folder) == ["pipe"])
    }
  }

  @Test func whatCannotBeWrittenIsSaid() throws {
    try withFolder { (folder) throws in
      for (path, reason) in [
        (folder, "is a directory"), (folder + "/no/a", "no such file or directory"),
        ("/dev/null/a", "not a directory"), ("", "the path is not valid"),
        ("a\0b", "the path is not valid"),
        (folder + "/" + String(repeating: "n", count: 300), "file name too long"),
      ] {
        #expect(
          throws: ByteError.cannotWrite(path: path, operation: "create", reason: reason)
        ) { try AtomicFile.write(new, to: path) }
      }
      #expect(try listing(folder) == [])
    }
  }

  /// In a process of its own: it takes away what any file of the process has not yet put in place.
  @Test func aProcessThatEndsAtOnceLeavesNothing() async {
    await #expect(processExitsWith: .success) {
      try withFolder { folder in
        let path = folder + "/a"
        try put(Array("old".utf8), at: path)
        var many: [String] = []
        var file = try AtomicFile(replacing: path)
        try file.write([1, 2, 3])
        // More files at once than names are kept of: those beyond are not taken away.
        func open(_ count: Int) throws {
          guard count > 0 else {
            many = try listing(folder)
            AtomicFile.removeUncommitted()
            return
          }
          let other = try AtomicFile(replacing: folder + "/\(count)")
          try open(count - 1)
          _ = consume other
        }
        try open(15)
        let left = try listing(folder)
        precondition(many.count == 17 && left == ["a"])
        do throws(ByteError) {
          try file.commit()
          preconditionFailure("nothing is there to commit")
        } catch {}
        let kept = try content(of: path)
        precondition(kept == Array("old".utf8))
        // A place that was taken is free again.
        for _ in 0..<40 { try AtomicFile.write([4], to: path) }
        let (replaced, all) = (try content(of: path), try listing(folder))
        precondition(replaced == [4] && all == ["a"])
      }
    }
  }
}
