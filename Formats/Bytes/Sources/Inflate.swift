internal import CStrataBytes
internal import CZlib

/// Unpacks raw deflate data (RFC 1951) whose unpacked size is known beforehand.
///
/// A decoder of our own is faster, most of all where there are few matches; all that this does not take
/// goes through zlib, which alone says what is wrong with it.
///
/// The data must fill that size exactly and end there: data that ends early, goes on, or leaves
/// bytes over is refused, so no input makes it write or allocate more than it was told.
@safe public struct Inflate: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private let isReady: Bool
  /// What our own decoder works in.
  private let tables: UnsafeMutableRawPointer

  /// Ready for any number of buffers, one after the other.
  public init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    isReady = unsafe inflateInit2_(stream, -15, ZLIB_VERSION, size) == Z_OK
    unsafe tables = .allocate(byteCount: strata_bytes_inflate_memory(), alignment: 64)
  }

  deinit {
    unsafe tables.deallocate()
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// The `count` bytes that `source` unpacks to.
  /// - Parameters:
  ///   - source: raw deflate data, from its first byte to its last.
  ///   - count: how many bytes come out, no more and no fewer.
  ///   - what: what errors call the data.
  ///   - offset: where `source` starts in it; offsets in errors count from there.
  /// - Throws: `ByteError.corrupt`. `ByteError.limit` if `count` is negative.
  /// - Complexity: O(`count`) time and memory, so check `count` against your budget first.
  public mutating func unpack(
    _ source: Span<UInt8>, count: Int, what: String, offset: Int = 0
  ) throws(ByteError) -> [UInt8] {
    guard count >= 0 else { throw .limit(what: what, limit: 0, got: count) }
    var bytes = [UInt8](repeating: 0, count: count)
    try unpack(source, into: &bytes, in: 0..<count, what: what, offset: offset)
    return bytes
  }

  /// Fills `output[range]` with what `source` unpacks to, where memory is at hand already.
  /// - Throws: `ByteError.corrupt`, as `unpack(_:count:what:offset:)`; what `output` holds then means
  ///   nothing. `ByteError.limit` if the range lies outside `output`.
  public mutating func unpack(
    _ source: Span<UInt8>, into output: inout [UInt8], in range: Range<Int>, what: String,
    offset: Int = 0
  ) throws(ByteError) {
    let part = Part(source: 0..<source.count, output: range)
    try unpack(source, [part], into: &output, what: what, offset: offset)
  }

  /// A piece of deflate data among others, and where to unpack it to.
  public struct Part: Sendable {
    /// Its bytes in the source, from the first to the last.
    public var source: Range<Int>
    /// The bytes of the output that it fills.
    public var output: Range<Int>

    /// A piece of deflate data, and where to unpack it to.
    public init(source: Range<Int>, output: Range<Int>) {
      self.source = source
      self.output = output
    }
  }

  /// Unpacks several pieces of `source`, each as if it stood alone: in less time than one after the other.
  /// - Throws: as `unpack(_:into:in:what:offset:)`, for the first piece that is wrong. `ByteError.limit` if
  ///   a range lies outside `source` or `output`.
  public mutating func unpack(
    _ source: Span<UInt8>, _ parts: [Part], into output: inout [UInt8], what: String,
    offset: Int = 0
  ) throws(ByteError) {
    guard isReady else {
      throw .cannotRead(path: what, operation: "unpack", reason: "zlib has no memory")
    }
    for part in parts {
      guard part.output.lowerBound >= 0, part.output.upperBound <= output.count else {
        throw .limit(what: what, limit: output.count, got: part.output.upperBound)
      }
      guard part.source.lowerBound >= 0, part.source.upperBound <= source.count else {
        throw .limit(what: what, limit: source.count, got: part.source.upperBound)
      }
    }
    let failure = unsafe source.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe unpack(input, parts, into: output)
      }
    }
    if let failure {
      throw .corrupt(
        what: what, offset: offset.addingClamped(failure.used), reason: failure.problem)
    }
  }

  /// - Precondition: all ranges lie inside `input` and `output`.
  /// - Returns: what is wrong with the first part that is, and where in `input`.
  private func unpack(
    _ input: UnsafeBufferPointer<UInt8>, _ parts: [Part],
    into output: UnsafeMutableBufferPointer<UInt8>
  ) -> (used: Int, problem: String)? {
    var packed = unsafe parts.map { part in
      unsafe strata_bytes_packed(
        packed: input.baseAddress.map { unsafe $0 + part.source.lowerBound },
        packed_count: part.source.count,
        bytes: output.baseAddress.map { unsafe $0 + part.output.lowerBound },
        count: part.output.count, is_unpacked: 0)
    }
    unsafe strata_bytes_inflate(strata_bytes_features(), tables, &packed, packed.count)
    for (index, part) in parts.enumerated() where unsafe packed[index].is_unpacked == 0 {
      let (used, problem) = unsafe unpack(
        UnsafeBufferPointer(rebasing: input[part.source]),
        into: UnsafeMutableBufferPointer(rebasing: output[part.output]))
      if let problem { return (part.source.lowerBound + used, problem) }
    }
    return nil
  }

  /// How many bytes of `input` were used, and what is wrong with them.
  private func unpack(
    _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> (used: Int, problem: String?) {
    unsafe inflateReset(stream)
    var (used, filled) = (0, 0)
    // An empty output still needs somewhere to point to.
    var nowhere: UInt8 = 0
    return unsafe withUnsafeMutablePointer(to: &nowhere) { nowhere in
      while true {
        // zlib counts in 32 bits, so large buffers go through in pieces.
        let available = UInt32(clamping: input.count - used)
        let room = UInt32(clamping: output.count - filled)
        unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: input.baseAddress)
          .map { unsafe $0 + used }
        unsafe stream.pointee.avail_in = available
        unsafe stream.pointee.next_out = output.baseAddress.map { unsafe $0 + filled } ?? nowhere
        unsafe stream.pointee.avail_out = room
        let isLast = Int(room) == output.count - filled && Int(available) == input.count - used
        let status = unsafe inflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
        let taken = unsafe Int(available - stream.pointee.avail_in)
        let made = unsafe Int(room - stream.pointee.avail_out)
        used += taken
        filled += made
        switch status {
        case Z_STREAM_END where filled < output.count:
          return (used, "deflate: \(filled) bytes, expected \(output.count)")
        case Z_STREAM_END where used < input.count:
          return (used, "deflate: \(input.count - used) bytes are left over")
        case Z_STREAM_END:
          return (used, nil)
        case Z_OK where taken + made > 0:
          continue
        case Z_OK, Z_BUF_ERROR:
          return used == input.count && filled < output.count
            ? (used, "deflate: the data ends early")
            : (used, "deflate: more than the expected \(output.count) bytes")
        default:
          let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
          return (used, "deflate: " + (message ?? "error \(status)"))
        }
      }
    }
  }
}

extension Int {
  /// The sum, or the largest `Int` where it does not fit.
  fileprivate func addingClamped(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? .max : sum
  }
}
