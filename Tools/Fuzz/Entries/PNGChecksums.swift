import StrataBytes

/// Puts the CRCs of a PNG file's chunks right, and the checksum of its image data where that stands in
/// one chunk of an image that is not interlaced.
enum PNGChecksums {
  /// The file with the checksums that its chunks have, as far as it can be followed.
  static func repaired(_ file: [UInt8]) -> [UInt8] {
    var file = file
    var place = 8
    var rawCount = 0
    while place + 12 <= file.count {
      let count = bigEndian(file, place)
      guard count <= file.count - place - 12 else { break }
      let kind = String(decoding: file.part(place + 4, 4), as: UTF8.self)
      if kind == "IHDR", count == 13 { rawCount = byteCount(file.part(place + 8, 13)) }
      if kind == "IDAT", count > 6, rawCount > 0 {
        var inflate = Inflate()
        let packed = file.part(place + 10, count - 6)
        if let raw = try? inflate.unpack(packed.span, count: rawCount, what: "") {
          put(adler32(raw), in: &file, at: place + 4 + count)
        }
      }
      put(CRC32.checksum(file.part(place + 4, 4 + count)), in: &file, at: place + 8 + count)
      place += 12 + count
    }
    return file
  }

  /// Bytes of the unpacked rows; 0 for what is interlaced, large or wrong.
  private static func byteCount(_ header: [UInt8]) -> Int {
    let samples = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][header[9]] ?? 0
    let (width, height) = (bigEndian(header, 0), bigEndian(header, 4))
    guard header[12] == 0, width < 1 << 16, height < 1 << 16 else { return 0 }
    let count = height * (1 + (width * samples * Int(header[8]) + 7) / 8)
    return count < 1 << 20 ? count : 0
  }

  private static func bigEndian(_ bytes: [UInt8], _ place: Int) -> Int {
    bytes.part(place, 4).reduce(0) { $0 << 8 | Int($1) }
  }

  private static func put(_ number: UInt32, in file: inout [UInt8], at place: Int) {
    file.put(UInt64(number.byteSwapped), at: place, 4)
  }

  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (a, b) = (UInt32(1), UInt32(0))
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }
}
