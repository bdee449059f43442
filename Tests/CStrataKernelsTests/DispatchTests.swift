import CStrataKernels
import Glibc
import Testing

@Suite("Dispatch")
struct DispatchTests {
  /// The name of the chosen set, and the problem, if there is one.
  private static func choice(_ variable: String?) -> (name: String, problem: String?) {
    if let variable {
      unsafe setenv("STRATA_KERNELS", variable, 1)
    } else {
      unsafe unsetenv("STRATA_KERNELS")
    }
    let name = unsafe String(cString: strata_kernels().pointee.name)
    return (name, unsafe strata_kernels_problem().map { unsafe String(cString: $0) })
  }

  @Test func names() {
    #expect(KernelSet.reference.name == "reference")
    #expect(Set(KernelSet.all.map(\.name)).count == KernelSet.all.count)
    let past = unsafe strata_kernels_at(KernelSet.all.count) == nil
    #expect(past)
    let double = unsafe String(cString: strata_kernels_double().pointee.name)
    #expect(double == "reference")
    #if arch(x86_64)
      #expect(Set(KernelSet.all.map(\.name)).isSubset(of: ["reference", "avx2", "avx512"]))
    #elseif arch(arm64)
      #expect(KernelSet.all.map(\.name) == ["reference", "neon"])
    #endif
  }

  @Test func theBestSetIsChosen() async {
    await #expect(processExitsWith: .success) {
      let choice = DispatchTests.choice(nil)
      precondition(choice.name == KernelSet.all.last?.name && choice.problem == nil)
    }
  }

  @Test func theEnvironmentForcesASet() async {
    await #expect(processExitsWith: .success) {
      let choice = DispatchTests.choice("reference")
      precondition(choice.name == "reference" && choice.problem == nil)
    }
  }

  @Test func anUnknownNameIsAProblem() async {
    await #expect(processExitsWith: .success) {
      let choice = DispatchTests.choice("abacus")
      let names = KernelSet.all.map(\.name)
      precondition(choice.name == names.last)
      precondition(
        choice.problem == "STRATA_KERNELS: no kernel set 'abacus' on this CPU, which runs: "
          + names.joined(separator: " "))
    }
  }

  @Test func roundingIsPinnedAndRestored() {
    // The C macros are ambiguous in Swift.
    #if arch(x86_64)
      let (toNearest, upward): (Int32, Int32) = (0, 0x800)
    #else
      let (toNearest, upward): (Int32, Int32) = (0, 0x400000)
    #endif
    // 1 + 2^-30 is 1 to nearest and the next float upwards.
    func sum() -> Float {
      var y: Float = 0
      let a: [Float] = [1]
      let b: [Float] = [0x1p-30]
      unsafe KernelSet.reference.table.add(1, a, b, &y)
      return y
    }
    fesetround(upward)
    let before = sum()
    let saved = strata_fp_pin()
    let pinned = sum()
    strata_fp_restore(saved)
    let after = sum()
    fesetround(toNearest)
    #expect(before == Float(1).nextUp)
    #expect(pinned == 1)
    #expect(after == Float(1).nextUp)
  }
}
