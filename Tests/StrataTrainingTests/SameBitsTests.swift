import Foundation
import StrataTensor
import Testing

/// The same training in child processes, each with another kernel set.
@Suite struct SameBitsTests {
  /// Runs `DigestProbe`, which stands beside the test bundle, under a kernel set.
  private func probe(_ kernels: String) throws -> String {
    // The bundle of resources lies in the folder of products, with every executable.
    let folder = Bundle.module.bundleURL.deletingLastPathComponent()
    let process = Process()
    process.executableURL = folder.appending(path: "DigestProbe")
    process.environment = ProcessInfo.processInfo.environment
      .merging(["STRATA_KERNELS": kernels]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }

  @Test func everyKernelSetGivesTheSameBits() throws {
    try #require(KernelSet.available.contains("reference"))
    var results: [String: String] = [:]
    for kernels in KernelSet.available {
      let text = try probe(kernels)
      // Each process says what it computed with, so that none falls back unseen.
      #expect(text.hasPrefix("kernels \(kernels)\n"))
      let lines = text.split(separator: "\n").dropFirst()
      #expect(lines.count == 9)
      results[kernels] = lines.joined(separator: "\n")
    }
    #expect(Set(results.values).count == 1, "\(results)")
  }
}
