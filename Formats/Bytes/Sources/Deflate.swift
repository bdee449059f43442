internal import CZlib

/// Packs buffers into raw deflate data (RFC 1951, no header and no checksum), through zlib with
/// windowBits −15 and memLevel 9.
///
/// One value packs any number of buffers one after the other, each on its own; its tables of some
/// 270 kB are made once. Which bytes come out depends on the version of zlib; what they unpack to
/// does not.
@safe public struct Deflate: ~Copyable {
  /// How deflate looks for what can be said shorter.
  public enum Strategy: Sendable {
    /// Repeated strings and frequent bytes.
    case matching
    /// Frequent bytes alone: faster, and smaller where repetitions are chance.
    case huffmanOnly
  }

  private let stream: UnsafeMutablePointer<z_stream>
  private let isReady: Bool

  /// - Parameters:
  ///   - level: 1 (fast) to 9 (small); what lies outside is taken as the nearest.
  ///   - strategy: how matches are looked for.
  public init(level: Int = 6, strategy: Strategy = .matching) {
    // zlib keeps a pointer to the stream, so it must not move.
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let zlibStrategy = strategy == .matching ? Z_DEFAULT_STRATEGY : Z_HUFFMAN_ONLY
    let status = unsafe deflateInit2_(
      stream, Int32(min(max(level, 1), 9)), Z_DEFLATED, -15, 9, zlibStrategy, ZLIB_VERSION, size)
    isReady = status == Z_OK
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// `source` packed, or nil if that takes more than `limit` bytes (or zlib has no memory).
  /// - Complexity: O(n); memory for `limit` bytes. It gives up as soon as the limit is passed.
  public mutating func pack(_ source: Span<UInt8>, limit: Int) -> [UInt8]? {
    guard isReady, limit > 0 else { return nil }
    unsafe deflateReset(stream)
    let bound = unsafe Int(clamping: deflateBound(stream, UInt(source.count)))
    // zlib says that it is done only when a byte is left free.
    let room = min(limit, bound) + 1
    var isDone = false
    let packed = unsafe [UInt8](unsafeUninitializedCapacity: room) { output, filled in
      unsafe source.withUnsafeBufferPointer { input in
        (filled, isDone) = unsafe pack(input, into: output, room: room)
      }
    }
    return isDone && packed.count <= limit ? packed : nil
  }

  private func pack(
    _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>, room: Int
  ) -> (count: Int, isDone: Bool) {
    var (used, filled) = (0, 0)
    while true {
      // zlib counts in 32 bits, so a large buffer goes through in pieces.
      let available = UInt32(clamping: input.count - used)
      let free = UInt32(clamping: room - filled)
      let isLast = Int(available) == input.count - used
      unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: input.baseAddress)
        .map { unsafe $0 + used }
      unsafe stream.pointee.avail_in = available
      unsafe stream.pointee.next_out = output.baseAddress.map { unsafe $0 + filled }
      unsafe stream.pointee.avail_out = free
      let status = unsafe deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
      unsafe used += Int(available - stream.pointee.avail_in)
      unsafe filled += Int(free - stream.pointee.avail_out)
      if status == Z_STREAM_END { return (filled, true) }
      if status != Z_OK || filled == room { return (filled, false) }
    }
  }
}
