import StrataTensor
import Testing

/// The same training in child processes, each with another kernel set.
@Suite struct SameBitsTests {
  @Test func everyKernelSetGivesTheSameBits() throws {
    try #require(KernelSet.available.contains("reference"))
    var results: [String: String] = [:]
    for kernels in KernelSet.available {
      let text = try Probe.run("DigestProbe", ["STRATA_KERNELS": kernels])
      // Each process says what it computed with, so that none falls back unseen.
      #expect(text.hasPrefix("kernels \(kernels)\n"))
      let lines = text.split(separator: "\n").dropFirst()
      #expect(lines.count == 9)
      results[kernels] = lines.joined(separator: "\n")
    }
    #expect(Set(results.values).count == 1, "\(results)")
  }
}
