import CStrataKernels
import Testing

/// A kernel set that this CPU can run.
struct KernelSet: Sendable, CustomTestStringConvertible {
  /// Its place in the list of sets; 0 is the reference.
  let index: Int

  static let reference = KernelSet(index: 0)

  /// Every set but the reference.
  static let others: [KernelSet] = {
    var sets: [KernelSet] = []
    while unsafe strata_kernels_at(sets.count + 1) != nil {
      sets.append(KernelSet(index: sets.count + 1))
    }
    return sets
  }()

  static let all = [reference] + others

  var table: strata_kernels_f32 {
    guard let table = unsafe strata_kernels_at(index) else { fatalError("no set \(index)") }
    return unsafe table.pointee
  }

  var name: String { unsafe String(cString: table.name) }

  var testDescription: String { name }
}
