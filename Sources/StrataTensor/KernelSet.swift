private import CStrataKernels

/// Which implementation of the arithmetic this process computes with. All give the same bits.
public enum KernelSet {
  /// The name of the set in use: `reference`, `avx2`, `avx512` or `neon`.
  public static var current: String { unsafe String(cString: strata_kernels().pointee.name) }

  /// The names of all sets that this processor can run.
  public static var available: [String] {
    var names: [String] = []
    while let set = unsafe strata_kernels_at(names.count) {
      names.append(unsafe String(cString: set.pointee.name))
    }
    return names
  }

  /// What is wrong with the environment variable `STRATA_KERNELS`, if it names a set that there is
  /// not. The best set is in use then.
  public static var problem: String? {
    guard let text = unsafe strata_kernels_problem() else { return nil }
    return unsafe String(cString: text)
  }

  /// The number of the rules that fix every result's bits. Files record it; only under one number
  /// are results the same to the last bit.
  public static var arithmeticVersion: Int { Int(STRATA_ARITHMETIC_VERSION) }
}
