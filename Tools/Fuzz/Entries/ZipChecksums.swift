import StrataBytes

/// Puts the CRCs in a zip archive's directory right.
enum ZipChecksums {
  /// The archive with the CRCs that its entries have, as far as it can be followed.
  static func repaired(_ file: [UInt8]) -> [UInt8] {
    var file = file
    guard file.count >= 22,
      let end = (0...file.count - 22).last(where: { file.number(at: $0, 4) == 0x0605_4B50 })
    else { return file }
    var place = file.count(at: end + 16, 4)
    for _ in 0..<min(file.count(at: end + 10, 2), 100) {
      guard file.number(at: place, 4) == 0x0201_4B50 else { break }
      let (method, packed) = (file.number(at: place + 10, 2), file.count(at: place + 20, 4))
      let (count, start) = (file.count(at: place + 24, 4), file.count(at: place + 42, 4))
      let data = start + 30 + file.count(at: start + 26, 2) + file.count(at: start + 28, 2)
      let stored = file.part(data, packed)
      var content: [UInt8]? = stored
      if method == 8, count <= 1 << 20 {
        var inflate = Inflate()
        content = try? inflate.unpack(stored.span, count: count, what: "")
      }
      if let content { file.put(UInt64(CRC32.checksum(content)), at: place + 16, 4) }
      place +=
        46 + file.count(at: place + 28, 2) + file.count(at: place + 30, 2)
        + file.count(at: place + 32, 2)
    }
    return file
  }
}
