import StrataBytes

/// Reads PBM, PGM and PPM files, plain and raw (P1 to P6), one image a file
/// (<https://netpbm.sourceforge.net/doc/>, pbm(5), pgm(5), ppm(5)).
///
/// Samples are taken as they are, without a gamma; in a PBM file 1 is black.
struct NetpbmReader {
  private let name: String
  private let bytes: [UInt8]
  private var offset = 2

  private init(_ bytes: [UInt8], name: String) {
    (self.bytes, self.name) = (bytes, name)
  }

  /// - Throws: ``ImageError``.
  static func image(_ bytes: [UInt8], name: String, limit: Int) throws(ImageError) -> Image {
    var reader = NetpbmReader(bytes, name: name)
    return try reader.image(kind: bytes[1] - UInt8(ascii: "0"), limit: limit)
  }

  private mutating func image(kind: UInt8, limit: Int) throws(ImageError) -> Image {
    let (isBitmap, isPlain) = (kind % 3 == 1, kind <= 3)
    let channels = kind % 3 == 0 ? 3 : 1
    let width = try number("a width of 1 to 2147483647", 1...0x7FFF_FFFF)
    let height = try number("a height of 1 to 2147483647", 1...0x7FFF_FFFF)
    let maximum = isBitmap ? 1 : try number("a largest value of 1 to 65535", 1...0xFFFF)
    let count = try Image.count(
      width: width, height: height, channels: channels, path: name, limit: limit)
    let samples =
      switch (isPlain, isBitmap) {
      case (true, true): try plainBits(count)
      case (true, false): try plainNumbers(count, maximum)
      case (false, true): try rawBits(width: width, height: height)
      case (false, false): try rawNumbers(count, maximum)
      }
    return Image(
      checked: samples, width: width, height: height, channels: channels, maximum: maximum)
  }

  // MARK: - Numbers as text

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  static func digit(_ byte: UInt8) -> Int? {
    (0x30...0x39).contains(byte) ? Int(byte - 0x30) : nil
  }

  /// Passes over spaces, and comments from # to the end of the line.
  private mutating func skipSpace() {
    while offset < bytes.count {
      if bytes[offset] == UInt8(ascii: "#") {
        while offset < bytes.count, bytes[offset] != 0x0A, bytes[offset] != 0x0D { offset += 1 }
      } else if Self.isSpace(bytes[offset]) {
        offset += 1
      } else {
        return
      }
    }
  }

  private mutating func number(
    _ expected: String, _ range: ClosedRange<Int>
  ) throws(ImageError) -> Int {
    skipSpace()
    let start = offset
    var value = 0
    while offset < bytes.count, let digit = Self.digit(bytes[offset]) {
      // Far past every range; it does not matter how far.
      value = min(value * 10 + digit, 1 << 40)
      offset += 1
    }
    guard offset > start, range.contains(value) else {
      throw .invalid(
        path: name, offset: start, expected: expected,
        got: offset > start
          ? "\(value)" : start == bytes.count ? "the end of the file" : "other bytes")
    }
    return value
  }

  // MARK: - Samples

  /// Digits 0 and 1, with spaces between them or not.
  private mutating func plainBits(_ count: Int) throws(ImageError) -> [UInt16] {
    try need(count)
    var samples: [UInt16] = []
    samples.reserveCapacity(count)
    while samples.count < count {
      skipSpace()
      guard offset < bytes.count, let bit = Self.digit(bytes[offset]), bit <= 1 else {
        throw .invalid(
          path: name, offset: offset, expected: "\(count) digits 0 or 1",
          got: offset == bytes.count ? "\(samples.count)" : "another byte")
      }
      samples.append(bit == 1 ? 0 : 1)
      offset += 1
    }
    try endOfText()
    return samples
  }

  private mutating func plainNumbers(_ count: Int, _ maximum: Int) throws(ImageError) -> [UInt16] {
    // A digit each, and a space between them.
    try need(2 * count - 1)
    var samples: [UInt16] = []
    samples.reserveCapacity(count)
    for _ in 0..<count {
      samples.append(UInt16(try number("a sample of 0 to \(maximum)", 0...maximum)))
    }
    try endOfText()
    return samples
  }

  /// Rows of whole bytes, the first pixel in the highest bit.
  private mutating func rawBits(width: Int, height: Int) throws(ImageError) -> [UInt16] {
    let rowBytes = (width + 7) / 8
    try startRaster(rowBytes * height)
    var samples: [UInt16] = []
    samples.reserveCapacity(width * height)
    for row in 0..<height {
      for x in 0..<width {
        let byte = bytes[offset + row * rowBytes + x / 8]
        samples.append(byte >> UInt8(7 - x % 8) & 1 == 1 ? 0 : 1)
      }
    }
    return samples
  }

  /// A byte each, or two with the higher one first if they go past 255.
  private mutating func rawNumbers(_ count: Int, _ maximum: Int) throws(ImageError) -> [UInt16] {
    let size = maximum < 256 ? 1 : 2
    try startRaster(count * size)
    var samples: [UInt16] = []
    samples.reserveCapacity(count)
    for place in stride(from: offset, to: bytes.count, by: size) {
      let sample = size == 1 ? Int(bytes[place]) : Int(bytes[place]) << 8 | Int(bytes[place + 1])
      guard sample <= maximum else {
        throw .invalid(
          path: name, offset: place, expected: "a sample of 0 to \(maximum)", got: "\(sample)")
      }
      samples.append(UInt16(sample))
    }
    return samples
  }

  /// Steps over the one space before raw samples, which reach to the end of the file.
  private mutating func startRaster(_ count: Int) throws(ImageError) {
    // A comment right behind the last number ends with that space, its line feed.
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "#") {
      while offset < bytes.count, bytes[offset] != 0x0A, bytes[offset] != 0x0D { offset += 1 }
    }
    guard offset < bytes.count, Self.isSpace(bytes[offset]) else {
      throw .invalid(
        path: name, offset: offset, expected: "a space before the samples",
        got: offset < bytes.count ? "another byte" : "the end of the file")
    }
    offset += 1
    try need(count)
    guard bytes.count - offset == count else {
      throw .invalid(
        path: name, offset: offset + count, expected: "the end of the image",
        got: "\(bytes.count - offset - count) bytes more")
    }
  }

  private func need(_ count: Int) throws(ImageError) {
    guard bytes.count - offset >= count else {
      throw .bytes(
        .truncated(what: name, offset: offset, expected: count, got: bytes.count - offset))
    }
  }

  private mutating func endOfText() throws(ImageError) {
    skipSpace()
    guard offset == bytes.count else {
      throw .invalid(path: name, offset: offset, expected: "the end of the image", got: "more")
    }
  }
}
