import Foundation
import StrataBytes
import Testing

/// A new, empty folder in which modeltool runs; it goes when nobody holds it any more.
final class Folder {
  /// Where it is. Tests name files relative to it, so that messages are the same everywhere.
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/strata-cli-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The names of what is in it, sorted.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  /// Every file and what it holds.
  var contents: [String: [UInt8]] {
    get throws {
      var contents: [String: [UInt8]] = [:]
      for name in try names { contents[name] = (try? bytes(name)) ?? [] }
      return contents
    }
  }

  func put(_ name: String, _ text: String) throws { try put(name, Array(text.utf8)) }

  func put(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// Runs modeltool here with words separated by spaces.
  func run(
    _ line: String, input: String = "", environment: [String: String] = [:]
  ) throws -> Run {
    try run(
      line.split(separator: " ").map(String.init), input: Array(input.utf8),
      environment: environment)
  }

  /// Runs modeltool here; its errors go to a terminal, if asked for.
  func run(
    _ words: [String], input: [UInt8] = [], environment: [String: String] = [:],
    onTerminal: Bool = false
  ) throws -> Run {
    try Run(
      words, in: path, input: input, environment: environment,
      window: onTerminal ? Terminal.Window() : nil)
  }

  /// Runs modeltool here, on a terminal or on none, with somebody before it.
  ///
  /// ```swift
  /// let run = try folder.run("train …", on: .init(columns: 40)) { tool in
  ///   try tool.wait(for: "epoch 2/")
  ///   try tool.type("\u{3}")
  /// }
  /// ```
  func run(
    _ line: String, on window: Terminal.Window?, environment: [String: String] = [:],
    while act: (RunningTool) throws -> Void = { _ in }
  ) throws -> Run {
    try Run(
      line.split(separator: " ").map(String.init), in: path, input: [], environment: environment,
      window: window, while: act)
  }

  /// Hands a line to a shell here, in which `modeltool` is the one that was built with these tests.
  func shell(_ line: String) throws -> Run {
    let tools = URL(fileURLWithPath: try RunningTool.tool()).deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try Run(
      ["-c", line], program: "bash", in: self.path, input: [],
      environment: ["PATH": "\(tools):\(path)"])
  }

  /// Runs modeltool here, which must end with 0.
  @discardableResult
  func succeed(
    _ line: String, input: String = "", environment: [String: String] = [:],
    _ location: SourceLocation = #_sourceLocation
  ) throws -> Run {
    let run = try run(line, input: input, environment: environment)
    #expect(run.code == 0, "\(line): \(run.errors)", sourceLocation: location)
    return run
  }
}
