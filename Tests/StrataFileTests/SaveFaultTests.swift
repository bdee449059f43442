import Glibc
import Synchronization
import StrataTensor
import Testing

@testable import StrataBytes
@testable import StrataFile

/// Every system call of a save fails once, in turn: the old file stands, whole, or the new one does; the
/// error names the call; nothing else lies in the folder.
@Suite struct SaveFaultTests {
  /// Counts the calls and makes one of them fail.
  private final class Fault: Sendable {
    struct Call: Equatable {
      let name: String
      let isFolder: Bool
    }
    private let log = Mutex<[Call]>([])
    let failing: Int
    let code: Int32

    init(failing: Int, code: Int32) {
      self.failing = failing
      self.code = code
    }

    var calls: [Call] { log.withLock { $0 } }

    /// Whether this call is to fail.
    func enter(_ name: String, isFolder: Bool = false) -> Bool {
      let number = log.withLock { log in
        log.append(Call(name: name, isFolder: isFolder))
        return log.count - 1
      }
      errno = code
      return number == failing
    }

    var fileCalls: FileCalls {
      let real = FileCalls()
      let isFolder: @Sendable (Int32) -> Bool = { file in
        var info = stat()
        return unsafe fstat(file, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
      }
      var calls = FileCalls()
      calls.open = { [self] path, flags in
        enter("open", isFolder: flags & O_DIRECTORY != 0) ? -1 : real.open(path, flags)
      }
      calls.setMode = { [self] in enter("mode") ? -1 : real.setMode($0, $1) }
      // A disk that fills up takes a part first.
      calls.write = { [self] file, bytes in
        if enter("write") {
          return bytes.count > 1 ? real.write(file, bytes.extracting(..<(bytes.count / 2))) : -1
        }
        // The rest of what was cut short, and all that follows, does not fit.
        let isFull =
          failing >= 0 && self.calls.count > failing + 1 && self.calls[failing].name == "write"
        errno = code
        return isFull ? -1 : real.write(file, bytes)
      }
      calls.sync = { [self] in enter("sync", isFolder: isFolder($0)) ? -1 : real.sync($0) }
      calls.close = { [self] file in
        let fails = enter("close", isFolder: isFolder(file))
        let result = real.close(file)
        errno = code
        return fails ? -1 : result
      }
      calls.rename = { [self] in enter("rename") ? -1 : real.rename($0, $1) }
      return calls
    }
  }

  private func save(_ container: StrataContainer, _ path: String, _ fault: Fault) throws(ByteError)
  {
    var file = try AtomicFile(replacing: path, calls: fault.fileCalls)
    try ContainerWriter.write(container, to: &file, .single)
    try file.commit()
  }

  private func expectWhole(
    _ path: String, _ container: StrataContainer, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let reader = try StrataReader(path: path)
    expectSame(try reader.container(checkingDigests: true), container, at: location)
  }

  @Test(arguments: [ENOSPC, EIO, EDQUOT, EROFS])
  func everyCallInTurn(_ code: Int32) throws {
    let old = smallContainer()
    var new = smallContainer()
    // Large enough for several writes.
    new.tensors.append(tensor("large", weights(100_000)))
    try withFolder { folder in
      let path = folder + "/m.strata"
      try old.write(to: path)
      let whole = Fault(failing: -1, code: code)
      try save(new, path, whole)
      try expectWhole(path, new)
      let calls = whole.calls
      #expect(calls.filter { $0.name == "write" }.count >= 3)
      for name in ["open", "mode", "sync", "close", "rename"] {
        #expect(calls.contains { $0.name == name && !$0.isFolder }, "\(name)")
      }
      for (number, call) in calls.enumerated() {
        try old.write(to: path)
        let fault = Fault(failing: number, code: code)
        var error: ByteError?
        do throws(ByteError) {
          try save(new, path, fault)
        } catch let caught {
          error = caught
        }
        #expect(try listing(folder) == ["m.strata"], "\(call)")
        let operation: String? =
          switch (call.name, call.isFolder) {
          case ("open", false): "create"
          case ("mode", _): "set the mode of"
          case ("close", true): nil
          case (_, true): "sync the folder of"
          default: call.name
          }
        guard let operation else {
          // Nothing was lost: the folder was synced.
          #expect(error == nil)
          try expectWhole(path, new)
          continue
        }
        #expect(
          error
            == .cannotWrite(path: path, operation: operation, reason: reason(code)), "\(call)")
        #expect(error?.cause == .unwritableOutput)
        // Only syncing the folder comes after the new file is in its place.
        try expectWhole(path, call.isFolder ? new : old)
      }
    }
  }

  /// Without an old file there is none afterwards.
  @Test func everyCallInTurnOfAFirstSave() throws {
    try withFolder { folder in
      let path = folder + "/m.strata"
      let whole = Fault(failing: -1, code: ENOSPC)
      try save(smallContainer(), path, whole)
      for (number, call) in whole.calls.enumerated() where !call.isFolder {
        unsafe unlink(path)
        let fault = Fault(failing: number, code: ENOSPC)
        #expect(throws: ByteError.self) { try save(smallContainer(), path, fault) }
        #expect(try listing(folder) == [], "\(call)")
      }
    }
  }

  /// An error of the content comes before the first byte.
  @Test func whatCannotBeSavedTouchesNothing() throws {
    try withFolder { folder in
      let path = folder + "/m.strata"
      try smallContainer().write(to: path)
      let before = try content(of: path)
      var container = smallContainer()
      container.tensors[0].name = "a\nb"
      #expect(throws: StrataFileError.self) { try container.write(to: path) }
      #expect(try content(of: path) == before)
      #expect(try listing(folder) == ["m.strata"])
    }
  }
}
