import CMachine
import Strata
import Synchronization

/// Nanoseconds that calls took.
struct Sample {
  /// The shortest.
  let best: Double
  let p50: Double
  let p99: Double
  let p999: Double
  /// Measured times: calls, or groups of calls.
  let count: Int

  /// - Precondition: At least one time.
  init(_ nanoseconds: [Int], callsEach: Int = 1) {
    guard let latency = Latency(nanoseconds: nanoseconds, batch: 1, seconds: 1) else {
      preconditionFailure("nothing was measured")
    }
    best = Double(nanoseconds.min() ?? 0) / Double(callsEach)
    p50 = Double(latency.p50) / Double(callsEach)
    p99 = Double(latency.p99) / Double(callsEach)
    p999 = Double(latency.p999) / Double(callsEach)
    count = latency.calls
  }
}

/// Measures calls for a time.
enum Sampler {
  /// The shortest time that a look at the clock does not spoil.
  private static let shortest = 50_000

  /// Measures each call, as whoever waits for it does.
  static func each(_ seconds: Double, _ call: () throws -> Void) rethrows -> Sample {
    Sample(try times(seconds, call))
  }

  /// Measures groups of calls, large enough not to see the clock.
  static func grouped(_ seconds: Double, _ call: () throws -> Void) rethrows -> Sample {
    var size = 1
    while true {
      let start = machine_now()
      for _ in 0..<size { try call() }
      if machine_now() - start >= shortest { break }
      size *= 2
    }
    let all = try times(seconds) { for _ in 0..<size { try call() } }
    return Sample(all, callsEach: size)
  }

  /// Measures each call of several callers at once.
  static func callers(
    _ count: Int, _ seconds: Double, on pool: WorkerPool, _ call: (Int) throws -> Void
  ) throws -> Sample {
    let all = Mutex<[Int]>([])
    let failure = Mutex<(any Error)?>(nil)
    pool.run(parts: count) { caller in
      do {
        let own = try times(seconds) { try call(caller) }
        all.withLock { $0 += own }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return Sample(all.withLock { $0 })
  }

  private static func times(_ seconds: Double, _ call: () throws -> Void) rethrows -> [Int] {
    var nanoseconds: [Int] = []
    let end = machine_now() + Int64(seconds * 1e9)
    var stop: Int64
    repeat {
      let start = machine_now()
      try call()
      stop = machine_now()
      nanoseconds.append(Int(stop - start))
    } while stop < end
    return nanoseconds
  }

  /// Keeps the compiler from leaving out what computes a value.
  @inline(never) @_optimize(none)
  static func use<Value>(_ value: borrowing Value) where Value: ~Copyable {}
}
