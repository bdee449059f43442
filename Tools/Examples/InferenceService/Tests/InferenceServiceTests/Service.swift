import Foundation
import Testing

/// The built service, running on a port of its own. Several threads may make clients of it.
final class Service: @unchecked Sendable {
  let process = Process()
  let port: UInt16
  private let output = Pipe()
  private let log = Pipe()

  init(_ arguments: [String]) throws {
    process.executableURL = URL(filePath: try Self.tool())
    process.arguments = arguments + ["--port", "0"]
    process.standardOutput = output
    process.standardError = log
    try process.run()
    var line: [UInt8] = []
    while line.last != 10 {
      let data = output.fileHandleForReading.readData(ofLength: 1)
      if data.isEmpty { break }
      line += data
    }
    let words = String(decoding: line, as: UTF8.self).split(whereSeparator: { ":\n".contains($0) })
    port = try #require(words.last.flatMap { UInt16($0) })
  }

  deinit {
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  func client(patience: Int = 20) throws -> Client { try Client(port: port, patience: patience) }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// The exit code, when it has ended, and what it said on standard error.
  func end() -> (code: Int32, log: String) {
    process.waitUntilExit()
    return (
      process.terminationStatus,
      String(decoding: log.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    )
  }

  /// Bytes of memory that it has.
  func residentBytes() throws -> Int {
    let text = try String(
      contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8)
    return try #require(Int(text.split(separator: " ")[1])) * 4096
  }

  /// What a run that does not serve says and ends with.
  static func run(_ arguments: [String]) throws -> (code: Int32, output: String, log: String) {
    let process = Process()
    let (output, log) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: try tool())
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = log
    try process.run()
    let texts = [output, log].map {
      String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
    process.waitUntilExit()
    return (process.terminationStatus, texts[0], texts[1])
  }

  /// It lies beside the tests.
  private static func tool() throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "InferenceService").path
  }
}
