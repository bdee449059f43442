internal import CStrataBytes
internal import CZlib

/// The CRC-32 of gzip and PNG (ISO 3309, polynomial 0xEDB88320 reflected), taken in pieces.
///
/// It finds damage, not forgery: every error within 32 bits, and all but one in 2³² of the rest.
public struct CRC32: Sendable, Equatable {
  /// The checksum of everything seen so far; 0 of nothing.
  public private(set) var value: UInt32 = 0

  /// Of nothing yet.
  public init() {}

  /// The checksum of `bytes`.
  /// - Complexity: O(n), at some GB/s.
  public static func checksum(_ bytes: [UInt8]) -> UInt32 {
    checksum(bytes.span)
  }

  /// The checksum of `bytes`.
  public static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes)
    return crc.value
  }

  /// Goes on with `bytes`.
  public mutating func update(_ bytes: Span<UInt8>) {
    let before = value
    value = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe strata_bytes_crc32(strata_bytes_features(), before, buffer.baseAddress, buffer.count)
    }
  }

  /// Goes on with `bytes`.
  public mutating func update(_ bytes: [UInt8]) {
    update(bytes.span)
  }

  /// Goes on with `count` bytes whose checksum is known: parts can be taken at the same time, and joined.
  /// - Precondition: `count >= 0`.
  /// - Complexity: O(log `count`).
  public mutating func update(checksum: UInt32, count: Int) {
    precondition(count >= 0, "\(count) bytes")
    value = UInt32(truncatingIfNeeded: crc32_combine(UInt(value), UInt(checksum), count))
  }
}
