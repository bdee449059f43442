/// Bytes as 7-bit characters, eight for every seven bytes: what the literal of a `StaticString` can hold.
///
/// Character i of a group has the bits 7 i to 7 i + 6 of its seven bytes, counted from the lowest bit of
/// the first one. The last group has as many characters as its bytes need, filled up with zero bits.
///
/// A literal is read-only data of the program, as large as its text: nothing is done with it when the
/// program starts.
public enum SevenBitText {
  /// The characters, from 0 to 127.
  /// - Complexity: O(bytes).
  public static func characters(of bytes: [UInt8]) -> [UInt8] {
    let count = (bytes.count * 8 + 6) / 7
    return unsafe [UInt8](unsafeUninitializedCapacity: count + 8) { buffer, initialized in
      let text = UnsafeMutableRawBufferPointer(buffer)
      let source = unsafe bytes.span.bytes
      var (read, written) = (0, 0)
      while read < bytes.count {
        var x = load(source, at: read, count: min(bytes.count - read, 7))
        x = (x & 0xFFF_FFFF) | (x & 0xFF_FFFF_F000_0000) << 4
        x = (x & 0x3FFF_0000_3FFF) | (x & 0xFFF_C000_0FFF_C000) << 2
        x = (x & 0x7F_007F_007F_007F) | (x & 0x3F80_3F80_3F80_3F80) << 1
        unsafe text.storeBytes(of: x.littleEndian, toByteOffset: written, as: UInt64.self)
        (read, written) = (read + 7, written + 8)
      }
      initialized = count
    }
  }

  /// The bytes of a text; nil for one that ``characters(of:)`` cannot have made.
  /// - Complexity: O(characters).
  public static func bytes(of text: StaticString) -> [UInt8]? {
    text.withUTF8Buffer { buffer in unsafe bytes(of: buffer.span.bytes) }
  }

  /// The bytes of a text; nil for one that ``characters(of:)`` cannot have made.
  static func bytes(of text: RawSpan) -> [UInt8]? {
    let length = text.byteCount
    let count = length * 7 / 8
    guard (count * 8 + 6) / 7 == length else { return nil }
    var seen: UInt64 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count + 8) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      var (read, written) = (0, 0)
      while read < length {
        var x = load(text, at: read, count: min(length - read, 8))
        seen |= x
        x = (x & 0x7F_007F_007F_007F) | (x & 0x7F00_7F00_7F00_7F00) >> 1
        x = (x & 0x3FFF_0000_3FFF) | (x & 0x3FFF_0000_3FFF_0000) >> 2
        x = (x & 0xFFF_FFFF) | (x & 0xFFF_FFFF_0000_0000) >> 4
        unsafe bytes.storeBytes(of: x.littleEndian, toByteOffset: written, as: UInt64.self)
        (read, written) = (read + 8, written + 7)
      }
      initialized = count
    }
    guard seen & 0x8080_8080_8080_8080 == 0 else { return nil }
    // What fills the last character up is zero.
    let rest = UInt8(count * 8 - 7 * max(length - 1, 0))
    let last = length == 0 ? 0 : unsafe text.unsafeLoad(fromByteOffset: length - 1, as: UInt8.self)
    return last >> rest == 0 ? bytes : nil
  }

  /// Up to eight bytes as a number, the first one lowest.
  @inline(__always)
  private static func load(_ bytes: RawSpan, at start: Int, count: Int) -> UInt64 {
    if start + 8 <= bytes.byteCount {
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
      return UInt64(littleEndian: word) & (UInt64.max >> UInt64(64 - 8 * count))
    }
    var word: UInt64 = 0
    for place in 0..<count {
      let byte = unsafe bytes.unsafeLoad(fromByteOffset: start + place, as: UInt8.self)
      word |= UInt64(byte) << UInt64(8 * place)
    }
    return word
  }
}
