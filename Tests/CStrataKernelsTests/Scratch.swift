import CStrataKernels

/// Arrays that a kernel may read and write.
struct Scratch {
  private let arrays: [[Float]]
  private let edge: GuardedArray<Float>.Edge

  init(
    counts: [Int], edge: GuardedArray<Float>.Edge, seed: UInt64, ordinary: Bool = false
  ) {
    self.edge = edge
    arrays = counts.enumerated().map { i, count in
      let seed = seed &+ UInt64(i) &* 1000
      return ordinary ? Samples.ordinary(count, seed: seed) : Samples.wild(count, seed: seed)
    }
  }

  /// Arrays of one value each.
  init(values: [Float]) {
    edge = .end
    arrays = values.map { [$0] }
  }

  /// Where the arrays begin, while a kernel runs on them.
  struct Pointers {
    fileprivate let arrays: [GuardedArray<Float>]

    subscript(i: Int) -> UnsafeMutablePointer<Float> { unsafe arrays[i].pointer }
  }

  /// All arrays after `body` ran on them.
  func after(_ body: (Pointers) -> Void) -> [[Float]] {
    let guarded = arrays.map { GuardedArray($0, at: edge) }
    withExtendedLifetime(guarded) { body(Pointers(arrays: guarded)) }
    return guarded.map(\.values)
  }
}
