import FuzzEntries
import Testing

/// Inputs of a corpus with a few bytes changed, dropped or doubled: what the fuzzer does, for a moment, in
/// every run of the tests. The entries put checksums right, so that changes get past them.
@Suite struct ReaderMutantTests {
  @Test(arguments: ["png", "netpbm", "jsonl"])
  func mutantsAreReadOrRefused(_ name: String) throws {
    let entry = try #require(FuzzEntries.all.first { $0.name == name })
    let corpus = try CorpusTests.files(in: "Tools/Fuzz/Corpus/\(name)").map(\.bytes)
    var random = Generator(state: 6)
    for number in 0..<4_000 {
      var bytes = corpus[number % corpus.count]
      for _ in 0...Int.random(in: 0..<3, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(bytes[place], at: place)
        case 2: bytes.removeLast(bytes.count - place)
        case 3: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        default: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        }
      }
      do throws(Finding) {
        try entry.read(bytes)
      } catch {
        Issue.record("\(name), mutant \(number): \(error)")
      }
    }
  }

  /// S. Vigna's SplitMix64, so that a mutant comes again.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}
