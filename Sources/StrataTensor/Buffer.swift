private import Glibc

/// Memory for elements, aligned to a cache line, of one fixed length.
///
/// The one owner of raw memory in the package. Views hold the buffer they look at, so no view
/// outlives its memory; they check every index. Two threads may use one buffer at once as long as
/// neither writes what the other touches: the worker pool's callers cut their work that way.
@safe public final class Buffer<Scalar: TensorElement>: @unchecked Sendable {
  /// The number of elements.
  public let count: Int
  @usableFromInline let base: UnsafeMutablePointer<Scalar>
  // What the allocator gave: `base` and its elements lie in it.
  private let memory: UnsafeMutableRawPointer

  /// Zeroed memory for `count` elements, which must not be more than there is: where the count comes
  /// from outside, ask by ``init(allocating:)``.
  /// - Precondition: `count >= 0`.
  public convenience init(count: Int) {
    do {
      try self.init(allocating: count)
    } catch {
      preconditionFailure(error.description)
    }
  }

  /// Zeroed memory for `count` elements.
  /// - Throws: ``TensorError/noMemory(bytes:)`` where the system gives none.
  /// - Precondition: `count >= 0`.
  public init(allocating count: Int) throws(TensorError) {
    precondition(count >= 0, "a buffer of \(count) elements")
    // 64 bytes is a cache line and the widest vector. Large memory comes from the system as zeros
    // without being touched, so that what is never used is never there.
    let alignment = 64
    let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: MemoryLayout<Scalar>.stride)
    guard !isTooLarge, bytes < Int.max - alignment,
      let memory = unsafe calloc(1, bytes + alignment)
    else { throw .noMemory(bytes: isTooLarge ? .max : bytes) }
    self.count = count
    unsafe self.memory = memory
    unsafe base = memory.alignedUp(toMultipleOf: alignment)
      .bindMemory(to: Scalar.self, capacity: count)
  }

  deinit { unsafe free(memory) }

  /// All of it, to read and write, in a shape.
  /// - Precondition: `offset + shape.count <= count`.
  public func view(_ shape: Shape, at offset: Int = 0) -> MutableTensorView<Scalar> {
    MutableTensorView(buffer: self, offset: offset, shape: shape)
  }
}
