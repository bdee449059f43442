internal import CStrataBytes

/// Packs buffers into raw deflate data (RFC 1951) by the frequencies of their bytes alone: one block with
/// a Huffman code of its own, and no match. Any reader of deflate unpacks it.
///
/// The same bytes come out on every machine, whatever its zlib: the code depends on the frequencies, and
/// equal ones are told apart by the values of the bytes.
@safe public struct HuffmanDeflate: ~Copyable {
  private let code: OpaquePointer
  private let memory: UnsafeMutableRawPointer

  /// Ready for any number of buffers, one after the other.
  public init() {
    let size = strata_bytes_code_size()
    unsafe memory = .allocate(byteCount: size, alignment: 8)
    // Until one is chosen: a code without bits.
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    unsafe code = OpaquePointer(memory)
  }

  deinit { unsafe memory.deallocate() }

  /// Chooses the code for a buffer.
  /// - Returns: the size in bytes that the buffer is packed to.
  /// - Complexity: that of sorting 256 numbers.
  public mutating func choose(for histogram: borrowing Histogram) -> Int {
    unsafe histogram.counts.span.withUnsafeBufferPointer {
      unsafe strata_bytes_make_code($0.baseAddress, code)
    }
  }

  /// Packs the buffer that the code was chosen for to `output[start...]`.
  /// - Returns: how many bytes it takes; nil if there is no room. Room for 8 bytes more, which may be
  ///   written to, is always enough.
  /// - Complexity: O(n).
  public func pack(_ source: Span<UInt8>, into output: inout [UInt8], from start: Int) -> Int? {
    guard (0...output.count).contains(start) else { return nil }
    let size = unsafe source.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe strata_bytes_deflate_literals(
          code, source.baseAddress, source.count, output.baseAddress.map { unsafe $0 + start },
          output.count - start)
      }
    }
    return size == 0 ? nil : size
  }
}
