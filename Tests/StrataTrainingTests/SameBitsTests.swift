import StrataLayers
import StrataLosses
import StrataPlugin
import StrataTensor
import StrataTraining
import Testing

/// The same bits for any kernel set, any number of threads and any batch to predict: child processes
/// compute, one with each kernel set.
@Suite struct SameBitsTests {
  /// What `DigestProbe`, which stands beside the test bundle, prints under a kernel set: digests by
  /// name, in order.
  private func probe(_ kernels: String) throws -> [(name: String, digest: String)] {
    let text = try Probe.run("DigestProbe", ["STRATA_KERNELS": kernels])
    let lines = text.split(separator: "\n")
    // Each process says what it computed with, so that none falls back unseen.
    #expect(lines.first == "kernels \(kernels)")
    return try lines.dropFirst().map { line in
      let parts = line.split(separator: ": ")
      try #require(parts.count == 2)
      return (String(parts[0]), String(parts[1]))
    }
  }

  private func digests(
    _ results: [(name: String, digest: String)], of prefix: String
  ) -> [String] {
    results.filter { $0.name.hasPrefix(prefix) }.map(\.digest)
  }

  @Test func oneTrainingOnePredictionOneDigestAPlugin() throws {
    let kernels = KernelSet.available
    try #require(kernels.contains("reference"))
    let results = try kernels.map { try probe($0) }
    let all = results.flatMap(\.self)
    // Each with 1, 2, 3 and 8 threads; predictions in batches of 1, 7, 64 and all.
    #expect(digests(all, of: "training").count == 4 * kernels.count)
    #expect(Set(digests(all, of: "training")).count == 1, "\(all)")
    #expect(digests(all, of: "prediction").count == 16 * kernels.count)
    #expect(Set(digests(all, of: "prediction")).count == 1, "\(all)")
    // A training without one of the bounds is another training: both had something to do.
    #expect(Set(digests(all, of: "without a bound")).count == 2)
    #expect(
      Set(digests(all, of: "without a bound")).isDisjoint(with: digests(all, of: "training")))
    for (set, result) in zip(kernels, results) {
      #expect(result.map(\.name) == results[0].map(\.name), "\(set)")
      for (got, expected) in zip(result, results[0]) {
        #expect(got == expected, "\(set)")
      }
    }
  }

  /// The probe walks the registry; a plugin that it left out would be compared with nothing.
  @Test func theProbeChecksEveryPlugin() throws {
    let names = Set(try probe("reference").map(\.name))
    let families: Set<PluginFamily> = [
      .layer, .activation, .constraint, .loss, .optimizer, .schedule, .metric,
    ]
    for type in LayerPlugins.all + LossPlugins.all + TrainingPlugins.all
    where families.contains(type.family) {
      #expect(names.contains("\(type.family) \(type.kind)"))
    }
  }
}
