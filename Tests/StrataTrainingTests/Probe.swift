import Foundation
import Glibc
import Testing

/// Programs of `Tests/Support`, for what must be seen in a process of its own.
enum Probe {
  /// What a probe prints.
  static func run(
    _ name: String, words: [String] = [], _ environment: [String: String] = [:]
  ) throws -> String {
    // The bundle of resources lies in the folder of products, with every executable.
    let folder = Bundle.module.bundleURL.deletingLastPathComponent()
    let process = Process()
    process.executableURL = folder.appending(path: name)
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }

  /// A program that may be killed. Not Foundation's `Process`, which crashes when several tests start
  /// one at once.
  struct Child {
    private let process: pid_t

    /// Starts a program; what it prints is thrown away.
    init(_ name: String, _ words: [String]) throws {
      let path = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: name).path
      var actions = unsafe posix_spawn_file_actions_t()
      unsafe posix_spawn_file_actions_init(&actions)
      defer { unsafe posix_spawn_file_actions_destroy(&actions) }
      unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
      var process: pid_t = 0
      var arguments = unsafe ([path] + words).map { unsafe strdup($0) }
      unsafe arguments.append(nil)
      defer { unsafe arguments.forEach { unsafe free($0) } }
      let failure = unsafe arguments.withUnsafeMutableBufferPointer { buffer in
        unsafe buffer.baseAddress.map {
          unsafe posix_spawn(&process, path, &actions, nil, $0, environ)
        }
      }
      try #require(failure == 0, "cannot run \(path): error \(failure ?? 0)")
      self.process = process
    }

    /// Waits for its end.
    /// - Returns: Its exit code; over 128 for a signal.
    func wait() -> Int32 {
      var status: Int32 = 0
      unsafe waitpid(process, &status, 0)
      return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    /// Kills it, and waits for its end.
    /// - Returns: Whether that is what it died of.
    func kill() -> Bool {
      Glibc.kill(process, SIGKILL)
      return wait() == 128 + SIGKILL
    }
  }
}
