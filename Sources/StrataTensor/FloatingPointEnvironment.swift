private import CStrataKernels

/// How the processor rounds while Strata computes.
public enum FloatingPointEnvironment {
  /// Computes with rounding to nearest even, denormals kept and exceptions masked, whatever the
  /// thread was set to, and sets the thread back afterwards.
  ///
  /// Every entry point of the package computes within this: the promise of the same bits everywhere
  /// must not depend on what another library did to the thread.
  @inlinable public static func pinned<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let saved = pin()
    defer { restore(saved) }
    return try body()
  }

  @usableFromInline static func pin() -> UInt64 { strata_fp_pin() }
  @usableFromInline static func restore(_ saved: UInt64) { strata_fp_restore(saved) }
}
