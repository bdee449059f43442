import Foundation
import Glibc
import Testing

/// A modeltool that runs while it is spoken to, through pipes.
final class Conversation {
  private let process: pid_t
  private let input: Int32
  private let output: Int32
  private var heard: [UInt8] = []

  /// Seconds that an answer may take.
  private static let limit = 60.0

  init(_ words: [String], in folder: String) throws {
    var (toTool, fromTool): ([Int32], [Int32]) = ([0, 0], [0, 0])
    // In range: each call fills the two numbers of an array of two.
    let isOpen = unsafe pipe(&toTool) == 0 && pipe(&fromTool) == 0
    try #require(isOpen)
    // Programs that other tests start are not to hold them open.
    for end in toTool + fromTool { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, toTool[0], 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, fromTool[1], 1)
    var process: pid_t = 0
    let arguments = ["env", "-C", folder, try RunningTool.tool()] + words
    let failure = unsafe RunningTool.withPointers(arguments) { arguments in
      unsafe RunningTool.withPointers(["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no"]) {
        settings in
        unsafe posix_spawnp(&process, "env", &actions, nil, arguments, settings)
      }
    }
    close(toTool[0])
    close(fromTool[1])
    try #require(failure == 0)
    (self.process, input, output) = (process, toTool[1], fromTool[0])
  }

  /// Writes to its standard input; small texts only, which a pipe takes at once.
  func say(_ text: String) {
    let bytes = Array(text.utf8)
    // In range: the pointer and the count are the array's own.
    let written = unsafe bytes.withUnsafeBytes { unsafe write(input, $0.baseAddress, $0.count) }
    #expect(written == bytes.count)
  }

  /// Waits for lines on its standard output.
  func hear(lines: Int) -> String {
    let end = Date().addingTimeInterval(Self.limit)
    while heard.count(where: { $0 == 0x0A }) < lines {
      var request = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&request, 1, 1000) > 0 else {
        if Date() < end { continue }
        Issue.record("no answer after \(Self.limit) s: \(String(decoding: heard, as: UTF8.self))")
        break
      }
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      // In range: the pointer and the count are the array's own.
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(output, $0.baseAddress, $0.count)
      }
      guard count > 0 else { break }
      heard += chunk[..<count]
    }
    defer { heard = [] }
    return String(decoding: heard, as: UTF8.self)
  }

  /// The most memory that it has had.
  func peakKilobytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(
      line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
  }

  /// Closes its standard input and waits for its end.
  /// - Returns: The exit code.
  func end() -> Int32 {
    close(input)
    defer { close(output) }
    var status: Int32 = 0
    let end = Date().addingTimeInterval(Self.limit)
    while unsafe waitpid(process, &status, WNOHANG) == 0 {
      if Date() > end { kill(process, SIGKILL) }
      usleep(2_000)
    }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }
}
