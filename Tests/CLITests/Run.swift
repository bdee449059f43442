import Foundation
import Glibc
import Testing

/// What one run of modeltool gave.
struct Run {
  /// The exit code; over 128 for a signal.
  let code: Int32
  /// What came on standard output.
  let output: [UInt8]
  /// What came on standard error.
  let errors: String

  /// What came on standard output, as text.
  var text: String { String(decoding: output, as: UTF8.self) }

  /// The lines of standard output.
  var lines: [String] { Self.lines(text) }

  /// The lines of standard error.
  var errorLines: [String] { Self.lines(errors) }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
  }

  /// Seconds that a run may take.
  private static let limit = 120.0

  /// Runs the modeltool that was built with these tests. Its output goes into files, so that it can
  /// never wait for somebody to read it; its errors into a terminal, if asked for.
  init(
    _ words: [String], in folder: String, input: [UInt8], environment: [String: String],
    onTerminal: Bool
  ) throws {
    let streams = NSTemporaryDirectory() + "/strata-cli-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: streams, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: streams) }
    try Data(input).write(to: URL(fileURLWithPath: streams + "/in"))
    let terminal = onTerminal ? try Terminal() : nil
    let tool = try Self.tool()
    var variables = ProcessInfo.processInfo.environment
    variables["STRATA_KERNELS"] = nil
    variables["STRATA_THREADS"] = nil
    // A crash is to end the process at once, without a page of registers.
    variables["SWIFT_BACKTRACE"] = "enable=no"
    variables.merge(environment) { $1 }

    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let write = O_WRONLY | O_CREAT
    unsafe posix_spawn_file_actions_addopen(&actions, 0, streams + "/in", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, streams + "/out", write, 0o600)
    unsafe posix_spawn_file_actions_addopen(
      &actions, 2, terminal?.name ?? streams + "/err", terminal == nil ? write : O_WRONLY, 0o600)
    var process: pid_t = 0
    // Not Foundation's Process, which crashes when several tests start one at once; and so env
    // changes the folder.
    let failure = unsafe Self.withPointers(["env", "-C", folder, tool] + words) { arguments in
      unsafe Self.withPointers(variables.map { "\($0)=\($1)" }) { settings in
        unsafe posix_spawnp(&process, "env", &actions, nil, arguments, settings)
      }
    }
    try #require(failure == 0, "cannot run \(tool): error \(failure ?? 0)")

    var status: Int32 = 0
    let end = Date().addingTimeInterval(Self.limit)
    while unsafe waitpid(process, &status, WNOHANG) == 0 {
      if Date() > end {
        kill(process, SIGKILL)
        Issue.record("modeltool \(words.joined(separator: " ")): no end after \(Self.limit) s")
      }
      usleep(2_000)
    }
    // The low bits hold the signal that ended it, if one did (wait(2)).
    code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    output = Array(try Data(contentsOf: URL(fileURLWithPath: streams + "/out")))
    errors =
      try terminal?.read()
      ?? String(
        decoding: Data(contentsOf: URL(fileURLWithPath: streams + "/err")), as: UTF8.self)
  }

  /// Texts as C takes them: a pointer to each, and nil behind the last.
  static func withPointers<Result>(
    _ texts: [String],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result?
  ) -> Result? {
    var pointers = unsafe texts.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.flatMap { unsafe body($0) }
    }
  }

  /// modeltool lies beside the tests.
  static func tool() throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let tool = URL(fileURLWithPath: tests).deletingLastPathComponent()
      .appendingPathComponent("modeltool")
    try #require(FileManager.default.isExecutableFile(atPath: tool.path), "no \(tool.path)")
    return tool.path
  }
}

/// A terminal without a screen.
private struct Terminal {
  private let master: Int32
  let name: String

  init() throws {
    // What was written stays to be read; nobody waits for more.
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    try #require(master >= 0)
    // What unlockpt and ptsname do: Swift does not see them, nor these macros (Linux, tty_ioctl(4)).
    let (setLock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))
    var (unlocked, number) = (CInt(0), CInt(0))
    try #require(unsafe ioctl(master, setLock, &unlocked) == 0)
    try #require(unsafe ioctl(master, getNumber, &number) == 0)
    name = "/dev/pts/\(number)"
  }

  /// What was written to it.
  func read() -> String {
    defer { close(master) }
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(master, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return String(decoding: all, as: UTF8.self) }
      all += chunk[..<count]
    }
  }
}
