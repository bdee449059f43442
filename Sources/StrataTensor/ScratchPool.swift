/// Working memory that is lent out, taken back and lent again, so that nothing is allocated once
/// every size in use has been seen.
final class ScratchPool: Sendable {
  /// What the kernels of this process work in.
  static let shared = ScratchPool()

  private let free = Locked<[Buffer<UInt8>]>([])

  /// Lends at least `byteCount` bytes, aligned to 64, for the length of a call; nil for none.
  func withBytes<Result>(_ byteCount: Int, _ body: (UnsafeMutableRawPointer?) -> Result) -> Result {
    if byteCount == 0 { return body(nil) }
    let lent = free.withLock { free in
      free.lastIndex { $0.count >= byteCount }.map { free.remove(at: $0) }
    }
    // Round up, so that similar sizes share one buffer.
    let buffer = lent ?? Buffer<UInt8>(count: (byteCount + 0xFFFF) & ~0xFFFF)
    defer { free.withLock { $0.append(buffer) } }
    return unsafe body(UnsafeMutableRawPointer(buffer.base))
  }
}
