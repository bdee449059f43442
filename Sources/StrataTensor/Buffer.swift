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

  /// Zeroed memory for `count` elements.
  /// - Precondition: `count >= 0`.
  public init(count: Int) {
    precondition(count >= 0, "a buffer of \(count) elements")
    self.count = count
    // At least one element, so that the pointer is always valid; 64 bytes is a cache line and the
    // widest vector.
    let bytes = max(count, 1) * MemoryLayout<Scalar>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    // Not element by element, which is slow where the compiler does not know the type.
    unsafe memset(raw, 0, bytes)
    unsafe base = raw.bindMemory(to: Scalar.self, capacity: max(count, 1))
  }

  deinit { unsafe base.deallocate() }

  /// All of it, to read and write, in a shape.
  /// - Precondition: `offset + shape.count <= count`.
  public func view(_ shape: Shape, at offset: Int = 0) -> MutableTensorView<Scalar> {
    MutableTensorView(buffer: self, offset: offset, shape: shape)
  }
}
