import CStrataKernels
private import Glibc

/// What one core of this machine can do at best: the two limits of a roofline (S. Williams,
/// A. Waterman and D. Patterson, "Roofline", CACM 52 (4), 2009).
///
/// A computation of so many operations on so many bytes takes at least the longer of operations ÷
/// ``operationsPerSecond(seconds:)`` and bytes ÷ ``bytesPerSecond(reading:seconds:)``.
public enum MachineLimits {
  /// Floating-point operations of one call of ``multiplyAdd()``, two a fused multiply-add.
  public static var multiplyAddOperations: Int { Int(strata_limit_multiply_add_operations()) }

  /// Fused multiply-adds of `Float` in the widest registers, in as many independent chains as hide
  /// their latency.
  /// - Returns: A number that depends on all of them, so that none is left out.
  public static func multiplyAdd() -> Float { strata_limit_multiply_add() }

  /// The most floating-point operations that a core has done in a second, in `Float`.
  /// - Parameter seconds: For how long to measure, over 0.
  public static func operationsPerSecond(seconds: Double) -> Double {
    best(seconds: seconds) { _ = multiplyAdd() } * Double(multiplyAddOperations)
  }

  /// The most bytes that a core has read in a second, again and again from the same memory: from
  /// whichever level of the caches holds so many.
  /// - Parameters:
  ///   - bytes: How many, over 0; whole pieces of 512 are read.
  ///   - seconds: For how long to measure, over 0.
  /// - Throws: ``TensorError/noMemory(bytes:)``.
  public static func bytesPerSecond(
    reading bytes: Int, seconds: Double
  ) throws(TensorError) -> Double {
    let memory = try MachineMemory(bytes: bytes)
    return best(seconds: seconds) { _ = memory.read() } * Double(memory.bytes)
  }

  /// Calls in a second, at the pace of the fastest of some groups of calls: others on the machine can
  /// only make it slower.
  private static func best(seconds: Double, _ call: () -> Void) -> Double {
    let end = now() + seconds
    var calls = 1
    var best = 0.0
    repeat {
      let start = now()
      for _ in 0..<calls { call() }
      let taken = now() - start
      if taken > 0 { best = max(best, Double(calls) / taken) }
      // Groups of a tenth of a millisecond: two looks at the clock are nothing beside that.
      if taken < 1e-4 { calls *= 2 }
    } while now() < end
    return best
  }

  /// Seconds of a clock that only goes forward. The standard library's comes with all that runs tasks.
  private static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
