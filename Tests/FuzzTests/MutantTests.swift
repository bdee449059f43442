import FuzzEntries
import Glibc
import Strata
import Testing

/// `.strata` files with changes and lies in them, their checksums put right so that the reader gets
/// further: a typed error or a valid load, soon, within the budget.
///
/// `STRATA_MUTANTS` says how many; `Tests/Acceptance/mutants` asks for 200,000. A mutant depends on
/// its number and the files that are there.
@Suite struct MutantTests {
  private static let usual = 4_000

  private static let wanted: Int? = {
    let value = unsafe getenv("STRATA_MUTANTS").flatMap { unsafe String(cString: $0) }
    return value.flatMap { Int($0) }
  }()

  @Test func mutantsAreReadOrRefused() throws {
    let bases =
      try CorpusTests.files(in: "Tools/Fuzz/Corpus/strata").map(\.bytes).filter(isValid)
      + CorpusTests.files(in: "Formats/StrataFile/Vectors/valid").map(\.bytes).filter(isValid)
    try #require(bases.count >= 5, "there are valid files to change")
    var (loaded, refused, worst) = (0, 0, 0.0)
    for number in 0..<(Self.wanted ?? Self.usual) {
      var mutator = StrataMutator(seed: UInt64(number))
      let file = StrataChecksums.repaired(mutator.mutant(of: bases[number % bases.count]))
      let start = Self.seconds(CLOCK_THREAD_CPUTIME_ID)
      do throws(Finding) {
        try StrataEntry.open(file)
      } catch {
        Issue.record("mutant \(number): \(error)")
      }
      worst = max(worst, Self.seconds(CLOCK_THREAD_CPUTIME_ID) - start)
      if isValid(file) { loaded += 1 } else { refused += 1 }
    }
    // Of seconds that this thread computed: others may keep the processor busy.
    #expect(worst < 1, "a mutant took \(worst) s")
    #expect(refused > 0 && loaded > 0, "\(refused) refused, \(loaded) loaded")
    guard Self.wanted != nil else { return }
    // Alone in the process: the reader's budget is 4 MiB, a load holds it some times over.
    let peak = Self.peakKilobytes
    print("\(refused) refused, \(loaded) loaded, \(worst) s at most, \(peak) kB")
    #expect(peak < 200_000, "\(peak) kB at the peak")
  }

  private func isValid(_ file: [UInt8]) -> Bool {
    do {
      let reader = try StrataReader(file, name: "m.strata", limits: StrataEntry.limits)
      _ = try reader.container(checkingDigests: true)
      return true
    } catch {
      return false
    }
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static var peakKilobytes: Int {
    var usage = rusage()
    unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss
  }
}
