import Foundation
import Glibc
import Testing

/// A modeltool that runs: what somebody before it sees and can do.
final class RunningTool {
  /// The terminal that it was given.
  let terminal: Terminal?
  private let process: pid_t
  private let words: [String]
  private let errors: String
  private var status: Int32?

  /// Seconds that a run may take, and that anything is waited for.
  private static let limit = 120.0

  /// Starts it.
  /// - Parameters:
  ///   - words: Its arguments.
  ///   - program: Another program in its place, such as a shell.
  ///   - folder: The folder that it runs in.
  ///   - streams: The folder that holds `in`, its input, and in which `1` and `2` become its output.
  init(
    _ words: [String], program: String? = nil, in folder: String, streams: String,
    environment: [String: String], window: Terminal.Window?
  ) throws {
    self.words = words
    errors = streams + "/2"
    terminal = try window.map(Terminal.init)
    let tool = try program ?? Self.tool()
    var variables = ProcessInfo.processInfo.environment
    for name in ["STRATA_KERNELS", "STRATA_THREADS", "NO_COLOR"] { variables[name] = nil }
    // A crash is to end the process at once, without a page of registers.
    variables["SWIFT_BACKTRACE"] = "enable=no"
    if let window { variables["TERM"] = window.kind }
    variables.merge(environment) { $1 }

    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for stream: Int32 in 0...2 {
      if let terminal, window?.streams.contains(stream) == true {
        // The leader of a session that has no terminal gets this one by opening it (tty(4)).
        unsafe posix_spawn_file_actions_addopen(&actions, stream, terminal.name, O_RDWR, 0)
      } else if stream == 0 {
        unsafe posix_spawn_file_actions_addopen(&actions, 0, streams + "/in", O_RDONLY, 0)
      } else {
        unsafe posix_spawn_file_actions_addopen(
          &actions, stream, streams + "/\(stream)", O_WRONLY | O_CREAT, 0o600)
      }
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // Whoever runs the tests may ignore signals; the tool is to get them as usual.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE] { unsafe sigaddset(&signals, signal) }
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    // A session of its own; Swift does not see the macro (Linux, spawn.h).
    if terminal != nil { flags |= 0x80 }
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

    var process: pid_t = 0
    // Not Foundation's Process, which crashes when several tests start one at once; and so env
    // changes the folder.
    let failure = unsafe Self.withPointers(["env", "-C", folder, tool] + words) { arguments in
      unsafe Self.withPointers(variables.map { "\($0)=\($1)" }) { settings in
        unsafe posix_spawnp(&process, "env", &actions, &attributes, arguments, settings)
      }
    }
    try #require(failure == 0, "cannot run \(tool): error \(failure ?? 0)")
    self.process = process
  }

  /// What came on standard error so far; on the terminal, if that is there.
  var text: String {
    if let terminal {
      terminal.read()
      return String(decoding: terminal.text, as: UTF8.self)
    }
    return (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
  }

  /// Waits until a text has come, on the terminal or standard error, or the tool has ended.
  func wait(for text: String, _ location: SourceLocation = #_sourceLocation) throws {
    try wait("'\(text)'", location) { self.text.contains(text) }
  }

  /// Waits until something holds.
  func wait(
    _ what: String, _ location: SourceLocation = #_sourceLocation, until holds: () throws -> Bool
  ) throws {
    let end = Date().addingTimeInterval(Self.limit)
    while try !holds() {
      try #require(
        !hasEnded && Date() < end, "waited in vain for \(what): \(text)", sourceLocation: location)
      usleep(1_000)
    }
  }

  /// Types a text on the terminal; `\u{3}` is Ctrl-C.
  func type(_ text: String) throws { try #require(terminal).type(text) }

  /// Sends it a signal.
  func send(_ signal: Int32) { if !hasEnded { Glibc.kill(process, signal) } }

  /// Whether it has ended.
  var hasEnded: Bool {
    terminal?.read()
    if status == nil {
      var status: Int32 = 0
      if unsafe waitpid(process, &status, WNOHANG) != 0 {
        self.status = status
        // What came between the last look and the end.
        terminal?.read()
      }
    }
    return status != nil
  }

  /// Ends it at once.
  func kill() {
    send(SIGKILL)
    while !hasEnded { usleep(1_000) }
  }

  /// Waits for its end.
  /// - Returns: The exit code; over 128 for a signal.
  func end() -> Int32 {
    let end = Date().addingTimeInterval(Self.limit)
    while !hasEnded {
      if Date() > end {
        kill()
        Issue.record("modeltool \(words.joined(separator: " ")): no end after \(Self.limit) s")
      }
      usleep(1_000)
    }
    let status = status ?? 0
    // The low bits hold the signal that ended it, if one did (wait(2)).
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  /// Texts as C takes them: a pointer to each, and nil behind the last.
  private static func withPointers<Result>(
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
