internal import CStrataBytes

/// How often each byte value occurs in a buffer, and what that says of it.
public struct Histogram: Sendable {
  /// 256 counts.
  public private(set) var counts = [UInt32](repeating: 0, count: 256)
  /// Bytes that were counted.
  public private(set) var count = 0

  /// Of nothing.
  public init() {}

  /// Counts the bytes of `buffer`, of which there are fewer than 2³¹, instead of those before.
  /// - Complexity: O(n).
  public mutating func take(_ buffer: Span<UInt8>) {
    precondition(buffer.count < 1 << 31, "\(buffer.count) bytes")
    count = buffer.count
    unsafe buffer.withUnsafeBufferPointer { buffer in
      unsafe counts.withUnsafeMutableBufferPointer { counts in
        unsafe strata_bytes_histogram(buffer.baseAddress, buffer.count, counts.baseAddress)
      }
    }
  }

  /// An estimate of how much of `buffer`, whose histogram this is, repeats what stood before: from 0 to
  /// 256, which is all of it. Where there is much, matching strings may pay.
  /// - Complexity: O(n), a tenth of what it takes to count.
  public func repetition(in buffer: Span<UInt8>) -> Int {
    guard buffer.count == count, count > 0 else { return 0 }
    return unsafe buffer.withUnsafeBufferPointer { buffer in
      unsafe counts.span.withUnsafeBufferPointer { counts in
        unsafe Int(strata_bytes_repetition(buffer.baseAddress, buffer.count, counts.baseAddress))
      }
    }
  }
}
