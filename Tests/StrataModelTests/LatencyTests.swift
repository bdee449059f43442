import StrataLayers
import StrataModel
import StrataTensor
import Testing

@Suite struct LatencyTests {
  /// The rank is ⌈n · share⌉, counted from 1: of 1…n it is the number itself.
  @Test(
    arguments: [
      (1, 1, 1, 1), (2, 1, 2, 2), (3, 2, 3, 3), (100, 50, 99, 100), (101, 51, 100, 101),
      (999, 500, 990, 999), (1000, 500, 990, 999), (1001, 501, 991, 1000),
      (20_000, 10_000, 19_800, 19_980),
    ])
  func percentilesAreTimesThatWereMeasured(_ count: Int, _ p50: Int, _ p99: Int, _ p999: Int) throws
  {
    let mixed = (1...count).reversed().filter { $0 % 2 == 0 } + (1...count).filter { $0 % 2 == 1 }
    let latency = try #require(Latency(nanoseconds: mixed, batch: 1, seconds: 1))
    #expect(latency.calls == count)
    #expect([latency.p50, latency.p99, latency.p999] == [p50, p99, p999])
  }

  @Test func noCallsHaveNoLatency() {
    #expect(Latency(nanoseconds: [], batch: 1, seconds: 1) == nil)
  }

  @Test func rowsPerSecondCountEachRowOfABatch() throws {
    let latency = try #require(Latency(nanoseconds: [9, 1, 5], batch: 64, seconds: 0.5))
    #expect(latency.rowsPerSecond == 3 * 64 / 0.5)
  }

  @Test func aPredictorIsMeasuredForAsLongAsAsked() throws {
    let predictor = try Predictor(Model(input: [5]) { Dense(3) })
    let latency = try predictor.latency(batch: 7, seconds: 0.05)
    #expect(latency.batch == 7 && latency.calls > 1 && latency.seconds >= 0.05)
    #expect(0 < latency.p50 && latency.p50 <= latency.p99 && latency.p99 <= latency.p999)
    // Half of the calls took the median or longer, one after the other.
    #expect(Double(latency.p50) * Double(latency.calls) / 2 <= latency.seconds * 1e9)
  }

  @Test func oneCallIsMeasuredHoweverShortTheTime() throws {
    let predictor = try Predictor(Model(input: [5]) { Dense(3) })
    #expect(try predictor.latency(batch: 1, seconds: 0).calls == 1)
  }

  @Test(arguments: [0, -1, Int.max])
  func aBatchThatCannotBeIsRefused(_ batch: Int) throws {
    let predictor = try Predictor(Model(input: [5]) { Dense(3) })
    #expect { try predictor.latency(batch: batch) } throws: { error in
      guard case ModelError.input("input", let expected, "\(batch)") = error else { return false }
      return expected.hasPrefix("1 to ") && expected.hasSuffix(" of this machine's memory")
    }
  }
}
