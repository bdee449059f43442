/// Working memory that is lent out, taken back and lent again, so that nothing is allocated once
/// every size in use has been seen.
final class ScratchPool: Sendable {
  /// What the kernels of this process work in.
  static let shared = ScratchPool()

  private let free = Locked<[Buffer<UInt8>]>([])

  /// Sees to it that so many callers can be lent `byteCount` bytes each at the same time.
  func reserve(_ callers: Int, byteCount: Int) {
    if byteCount == 0 { return }
    free.withLock { free in
      let missing = callers - free.count { $0.count >= byteCount }
      for _ in 0..<max(missing, 0) { free.append(Self.buffer(byteCount)) }
    }
  }

  // Rounded up, so that similar sizes share one buffer.
  private static func buffer(_ byteCount: Int) -> Buffer<UInt8> {
    Buffer(count: (byteCount + 0xFFFF) & ~0xFFFF)
  }

  /// Lends at least `byteCount` bytes, aligned to 64, for the length of a call; nil for none.
  func withBytes<Result>(_ byteCount: Int, _ body: (UnsafeMutableRawPointer?) -> Result) -> Result {
    if byteCount == 0 { return body(nil) }
    let lent = free.withLock { free in
      free.lastIndex { $0.count >= byteCount }.map { free.remove(at: $0) }
    }
    let buffer = lent ?? Self.buffer(byteCount)
    defer { free.withLock { $0.append(buffer) } }
    return unsafe body(UnsafeMutableRawPointer(buffer.base))
  }
}
