import CStrataKernels

/// Memory to be read as fast as one core can.
public final class MachineMemory: Sendable {
  /// How many bytes there are, whole pieces of 512.
  public let bytes: Int
  private let buffer: Buffer<Float>

  /// Memory of at least so many bytes, each of which was written once.
  /// - Parameter bytes: How many, over 0.
  /// - Throws: ``TensorError/noMemory(bytes:)``.
  public init(bytes: Int) throws(TensorError) {
    self.bytes = (max(bytes, 1) + 511) / 512 * 512
    buffer = try Buffer(allocating: self.bytes / MemoryLayout<Float>.stride)
    let view = buffer.view([buffer.count])
    for index in 0..<buffer.count { view[index] = 1 }
  }

  /// Reads all of it once, in order, in the widest registers.
  /// - Returns: A number that depends on every byte.
  /// - Complexity: O(bytes).
  public func read() -> UInt64 {
    // In range: the buffer was made for just these bytes, on a cache line.
    unsafe strata_limit_read(buffer.base, bytes)
  }
}
