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
    func file(_ name: String) throws -> FileHandle {
      _ = FileManager.default.createFile(atPath: "\(streams)/\(name)", contents: nil)
      return try #require(FileHandle(forWritingAtPath: "\(streams)/\(name)"))
    }

    let process = Process()
    process.executableURL = try Self.tool()
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var variables = ProcessInfo.processInfo.environment
    variables["STRATA_KERNELS"] = nil
    // A crash is to end the process at once, without a page of registers.
    variables["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = variables.merging(environment) { $1 }
    process.standardInput = FileHandle(forReadingAtPath: streams + "/in")
    process.standardOutput = try file("out")
    process.standardError = try terminal?.opened() ?? file("err")
    try process.run()
    let end = Date().addingTimeInterval(Self.limit)
    while process.isRunning {
      if Date() > end {
        kill(process.processIdentifier, SIGKILL)
        Issue.record("modeltool \(words.joined(separator: " ")): no end after \(Self.limit) s")
      }
      usleep(2_000)
    }
    code = process.terminationStatus + (process.terminationReason == .exit ? 0 : 128)
    output = Array(try Data(contentsOf: URL(fileURLWithPath: streams + "/out")))
    errors =
      try terminal?.read()
      ?? String(
        decoding: Data(contentsOf: URL(fileURLWithPath: streams + "/err")), as: UTF8.self)
  }

  /// modeltool lies beside the tests.
  private static func tool() throws -> URL {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let tool = URL(fileURLWithPath: tests).deletingLastPathComponent()
      .appendingPathComponent("modeltool")
    try #require(FileManager.default.isExecutableFile(atPath: tool.path), "no \(tool.path)")
    return tool
  }
}

/// A terminal without a screen.
private struct Terminal {
  private let master: Int32
  private let name: String

  init() throws {
    // What was written stays to be read; nobody waits for more.
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)
    try #require(master >= 0)
    // What unlockpt and ptsname do: Swift does not see them, nor these macros (Linux, tty_ioctl(4)).
    let (setLock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))
    var (unlocked, number) = (CInt(0), CInt(0))
    try #require(unsafe ioctl(master, setLock, &unlocked) == 0)
    try #require(unsafe ioctl(master, getNumber, &number) == 0)
    name = "/dev/pts/\(number)"
  }

  /// Its other end, for whoever writes.
  func opened() throws -> FileHandle {
    let end = unsafe open(name, O_RDWR | O_NOCTTY)
    try #require(end >= 0)
    return FileHandle(fileDescriptor: end, closeOnDealloc: true)
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
