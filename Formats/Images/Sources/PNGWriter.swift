internal import StrataBytes

/// Writes pixels as a PNG image of 8 bits a sample: header, one part of data, end (RFC 2083).
///
/// The same pixels give the same bytes with the same version of zlib.
public enum PNGWriter {
  /// What a pixel is made of; the raw value is the colour type of RFC 2083, section 4.1.1.
  public enum Pixels: UInt8, Sendable {
    /// A shade, from 0, black, to 255, white.
    case grey = 0
    /// Red, green and blue.
    case rgb = 2
    /// Red, green, blue and how much of what lies behind they hide: 255 for all of it.
    case rgba = 6

    /// The bytes of a pixel.
    public var byteCount: Int {
      switch self {
      case .grey: 1
      case .rgb: 3
      case .rgba: 4
      }
    }
  }

  /// The image as a file.
  /// - Parameters:
  ///   - width: Pixels from left to right.
  ///   - height: Pixels from top to bottom.
  ///   - samples: The pixels row by row, from the top left.
  ///   - pixels: What a pixel is made of.
  /// - Precondition: Width and height are from 1 to 2³¹ − 1, and there are as many samples as they say.
  /// - Complexity: O(samples), and memory for them twice.
  public static func bytes(
    width: Int, height: Int, samples: [UInt8], _ pixels: Pixels
  ) -> [UInt8] {
    let sizes = 1...Int(Int32.max)
    precondition(
      sizes.contains(width) && sizes.contains(height), "an image of \(width) × \(height)")
    let (rowLength, isTooLong) = width.multipliedReportingOverflow(by: pixels.byteCount)
    precondition(
      !isTooLong && samples.count / height == rowLength && samples.count % height == 0,
      "\(samples.count) samples for \(width) × \(height) pixels of \(pixels.byteCount)")

    var header = ByteWriter(capacity: 13)
    header.write(UInt32(width), .big)
    header.write(UInt32(height), .big)
    // 8 bits a sample; deflate, the filters of section 6, not interlaced.
    header.write([8, pixels.rawValue, 0, 0, 0])

    var file = ByteWriter(capacity: samples.count / 4 + 64)
    file.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    write("IHDR", header.bytes, to: &file)
    write("IDAT", packed(filtered(samples, rowLength)), to: &file)
    write("IEND", [], to: &file)
    return file.bytes
  }

  /// A chunk: length, type, data, and the CRC-32 of type and data (section 3.2).
  private static func write(_ type: String, _ data: [UInt8], to file: inout ByteWriter) {
    let typed = Array(type.utf8) + data
    file.write(UInt32(data.count), .big)
    file.write(typed)
    file.write(CRC32.checksum(typed), .big)
  }

  /// Each row with its filter before it: none for the first, and for others what lies above taken off
  /// (section 6.4), which makes rows that repeat zeros.
  private static func filtered(_ samples: [UInt8], _ rowLength: Int) -> [UInt8] {
    let (none, up): (UInt8, UInt8) = (0, 2)
    var rows: [UInt8] = []
    rows.reserveCapacity(samples.count + samples.count / rowLength)
    for start in stride(from: 0, to: samples.count, by: rowLength) {
      rows.append(start == 0 ? none : up)
      for place in start..<start + rowLength {
        rows.append(start == 0 ? samples[place] : samples[place] &- samples[place - rowLength])
      }
    }
    return rows
  }

  /// A zlib stream: a head of two bytes, deflated data, the Adler-32 (RFC 1950).
  private static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var deflate = Deflate(level: 9)
    guard let data = deflate.pack(bytes.span, limit: .max - 1) else {
      preconditionFailure("no memory to pack \(bytes.count) bytes in")
    }
    var stream = ByteWriter(capacity: data.count + 6)
    // Deflate with a window of 32 KiB, packed as small as can be; divisible by 31.
    stream.write([0x78, 0xDA])
    stream.write(data)
    stream.write(adler32(bytes), .big)
    return stream.bytes
  }

  /// RFC 1950, section 8.2.
  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    let modulus: UInt32 = 65_521
    var (sum, sums): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      sum = (sum + UInt32(byte)) % modulus
      sums = (sums + sum) % modulus
    }
    return sums << 16 | sum
  }
}
