import Foundation
import Glibc
import Testing

/// What one run of modeltool gave.
struct Run {
  /// The exit code; over 128 for a signal.
  let code: Int32
  /// What came on standard output; if that is on the terminal, all that came on the terminal.
  let output: [UInt8]
  /// What came on standard error; if that is on the terminal, all that came on the terminal.
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

  /// Runs the modeltool that was built with these tests. Its output goes into files, so that it can
  /// never wait for somebody to read it, or into a terminal, if asked for.
  /// - Parameters:
  ///   - program: Another program in modeltool's place, such as a shell.
  ///   - window: The terminal it is given; nil for none.
  ///   - act: What somebody does while it runs.
  init(
    _ words: [String], program: String? = nil, in folder: String, input: [UInt8],
    environment: [String: String], window: Terminal.Window? = nil,
    while act: (RunningTool) throws -> Void = { _ in }
  ) throws {
    let streams = NSTemporaryDirectory() + "/strata-cli-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: streams, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: streams) }
    try Data(input).write(to: URL(fileURLWithPath: streams + "/in"))
    let running = try RunningTool(
      words, program: program, in: folder, streams: streams, environment: environment,
      window: window)
    do {
      try act(running)
    } catch {
      running.kill()
      throw error
    }
    code = running.end()
    func written(_ stream: Int32) throws -> [UInt8] {
      if window?.streams.contains(stream) == true, let terminal = running.terminal {
        return terminal.text
      }
      return Array(try Data(contentsOf: URL(fileURLWithPath: streams + "/\(stream)")))
    }
    output = try written(1)
    errors = String(decoding: try written(2), as: UTF8.self)
  }
}
