import StrataBytes

/// Puts the end of gzip data right: without it no change to the packed bytes gets past their CRC.
enum GzipChecksum {
  /// The data with the CRC and size that its bytes have; nil for more than one plain member of some
  /// kilobytes.
  static func repaired(_ file: [UInt8]) -> [UInt8]? {
    guard file.count > 18, file.starts(with: [0x1F, 0x8B, 8, 0]) else { return nil }
    let size = file.count(at: file.count - 4, 4)
    guard size <= 1 << 16 else { return nil }
    var inflate = Inflate()
    let packed = file.part(10, file.count - 18)
    guard let bytes = try? inflate.unpack(packed.span, count: size, what: "") else { return nil }
    var file = file
    file.put(UInt64(CRC32.checksum(bytes)), at: file.count - 8, 4)
    return file
  }
}
