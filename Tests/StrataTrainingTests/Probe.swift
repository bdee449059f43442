import Foundation
import Testing

/// Programs of `Tests/Support`, for what must be seen in a process of its own.
enum Probe {
  /// What a probe prints.
  static func run(_ name: String, _ environment: [String: String] = [:]) throws -> String {
    // The bundle of resources lies in the folder of products, with every executable.
    let folder = Bundle.module.bundleURL.deletingLastPathComponent()
    let process = Process()
    process.executableURL = folder.appending(path: name)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }
}
