internal import CStrataBytes

/// Packs buffers into raw deflate data (RFC 1951): one block with Huffman codes of its own, by the
/// frequencies of the bytes alone or also by long matches; or, where no code makes the bytes much smaller
/// but they repeat, the matches with what is between them as it is. Any reader of deflate unpacks it.
///
/// The same bytes come out on every machine, whatever its zlib: the codes depend on frequencies, equal
/// ones are told apart by the values of the bytes, and matches are looked for in one way.
@safe public struct HuffmanDeflate: ~Copyable {
  /// Codes without matches, and codes with them.
  private let codes: (plain: OpaquePointer, matching: OpaquePointer)
  private let memory: UnsafeMutableRawPointer
  private var matches: [strata_bytes_match] = []
  /// How many of them there are, and the size of the buffer that they are of.
  private var (matchCount, bufferCount) = (0, 0)
  private var form = Form.plain

  private enum Form {
    case plain, matching, storedRuns
  }

  /// What unpacking at the speed of reading may cost: one byte in so many of the buffer.
  private static let runsMayCost = 64

  /// Ready for any number of buffers, one after the other.
  public init() {
    let size = strata_bytes_code_size()
    unsafe memory = .allocate(byteCount: 2 * size, alignment: 8)
    // Until one is chosen: a code without bits.
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: 2 * size)
    unsafe codes = (OpaquePointer(memory), OpaquePointer(memory + size))
  }

  deinit { unsafe memory.deallocate() }

  /// Chooses the codes for a buffer.
  /// - Parameters:
  ///   - buffer: What is to be packed.
  ///   - histogram: Its histogram.
  ///   - matching: Whether to look for long matches too, and to use them if that is smaller.
  /// - Returns: The size in bytes that the buffer is packed to.
  /// - Complexity: That of sorting 286 numbers; O(n) where matches are looked for.
  public mutating func choose(
    for buffer: Span<UInt8>, _ histogram: borrowing Histogram, matching: Bool
  ) -> Int {
    precondition(histogram.count == buffer.count, "the histogram of another buffer")
    (matchCount, bufferCount, form) = (0, buffer.count, .plain)
    return unsafe buffer.withUnsafeBufferPointer { buffer in
      unsafe histogram.counts.span.withUnsafeBufferPointer { counts in
        let size = unsafe strata_bytes_make_code(
          counts.baseAddress, buffer.baseAddress, nil, 0, codes.plain)
        guard matching, let bytes = buffer.baseAddress else { return size }
        // A match takes some 26 bits: as many as this number of literals, one more.
        let least = max(4, 26 * buffer.count / (8 * size) + 1)
        let room = buffer.count / least
        if matches.count < room {
          matches = Array(repeating: strata_bytes_match(), count: room)
        }
        let found = unsafe matches.withUnsafeMutableBufferPointer { matches in
          unsafe strata_bytes_find_matches(
            bytes, buffer.count, UInt32(least), matches.baseAddress)
        }
        guard found > 0 else { return size }
        let (matched, runs) = unsafe matches.span.withUnsafeBufferPointer { matches in
          let matched = unsafe strata_bytes_make_code(
            counts.baseAddress, bytes, matches.baseAddress, found, codes.matching)
          let most = matched + buffer.count / Self.runsMayCost
          let runs = unsafe strata_bytes_store_runs(
            bytes, buffer.count, matches.baseAddress, found, nil, most)
          return (matched, runs)
        }
        guard matched < size else { return size }
        matchCount = found
        form = runs > 0 ? .storedRuns : .matching
        return runs > 0 ? runs : matched
      }
    }
  }

  /// Packs the buffer that the codes were chosen for to `output[start...]`.
  /// - Returns: how many bytes it takes; nil if there is no room. Room for 8 bytes more, which may be
  ///   written to, is always enough.
  /// - Complexity: O(n).
  public func pack(_ source: Span<UInt8>, into output: inout [UInt8], from start: Int) -> Int? {
    guard (0...output.count).contains(start) else { return nil }
    let found = source.count == bufferCount ? matchCount : 0
    let room = output.count - start
    let size = unsafe source.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe matches.span.withUnsafeBufferPointer { matches in
          let packed = unsafe output.baseAddress.map { unsafe $0 + start }
          if form == .storedRuns {
            return unsafe strata_bytes_store_runs(
              source.baseAddress, source.count, matches.baseAddress, found, packed, room)
          }
          return unsafe strata_bytes_deflate(
            strata_bytes_features(), form == .matching ? codes.matching : codes.plain,
            source.baseAddress, source.count, matches.baseAddress, found, packed, room)
        }
      }
    }
    return size == 0 ? nil : size
  }
}
