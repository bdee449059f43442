/// The checksum at the end of zlib data (RFC 1950, section 8.2).
enum Adler32 {
  /// - Complexity: O(n).
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var (a, b) = (UInt32(1), UInt32(0))
    var start = 0
    while start < bytes.count {
      // So many sums stay below 2³² (zlib, adler32.c: NMAX).
      let end = min(start + 5552, bytes.count)
      for index in start..<end {
        a &+= UInt32(bytes[index])
        b &+= a
      }
      (a, b) = (a % 65521, b % 65521)
      start = end
    }
    return b << 16 | a
  }
}
