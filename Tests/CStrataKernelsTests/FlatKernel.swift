import CStrataKernels
import Testing

/// A kernel over flat arrays, called with a size and up to four of them.
struct FlatKernel: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let call: @Sendable (KernelSet, Int, Scratch.Pointers) -> Void

  init(_ name: String, _ call: @escaping @Sendable (KernelSet, Int, Scratch.Pointers) -> Void) {
    testDescription = name
    self.call = call
  }

  /// All arrays after the kernel of `set` ran on them.
  func result(of set: KernelSet, _ n: Int, on scratch: Scratch) -> [[Float]] {
    scratch.after { call(set, n, $0) }
  }
}
