import Foundation
import StrataBytes
import StrataImages
import StrataJSON
import Testing

/// Images from files: what is in them, and what is refused.
@Suite struct ImageTests {
  /// The sample files.
  static let vectors = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Formats/Images/Vectors")

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: vectors.appending(path: name)))
  }

  static func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: vectors.appending(path: folder).path
    ).sorted()
  }

  private struct Picture: Decodable {
    let width: Int
    let height: Int
    let channels: Int
    let maximum: Int
    let samples: [UInt16]
  }

  private static func expected() throws -> [String: Picture] {
    try JSONReader.decode([String: Picture].self, from: bytes("expected.json"))
  }

  /// What the script that wrote the files put into them; Pillow has looked at them too.
  @Test func sampleFilesHoldWhatTheyShould() throws {
    let expected = try Self.expected()
    #expect(try Self.names("valid") == expected.keys.sorted())
    #expect(expected.count == 55)
    for (name, picture) in expected {
      let image = try Image(Self.bytes("valid/\(name)"), name: name)
      #expect(image.width == picture.width && image.height == picture.height, "\(name)")
      #expect(image.channels == picture.channels && image.maximum == picture.maximum, "\(name)")
      #expect(image.samples == picture.samples, "\(name)")
      #expect(image.hasAlpha == [2, 4].contains(picture.channels))
      #expect(image.isColor == (picture.channels >= 3))
    }
  }

  @Test func filesAreReadByPathAndThroughGzip() throws {
    let path = Self.vectors.appending(path: "valid/raw.ppm").path
    let image = try Image(path: path)
    let bytes = try Self.bytes("valid/raw.ppm")
    #expect(try Image(bytes, name: "a") == image)
    var stream = ByteStream(bytes: bytes, name: "a")
    #expect(try Image(&stream) == image)
    let error = #expect(throws: ImageError.self) { try Image(path: path + "-not") }
    #expect(error?.cause == .missingInput)
  }

  private static let wrong: [String: String] = [
    "adler.png": "a: image data: corrupt data at byte 17: the checksum does not fit",
    "bomb.png": "a: image data: corrupt data at byte 0: 21 bytes cannot hold 64008000",
    "color-1.png": "a: byte 25: expected color type 0, 2, 3, 4 or 6, got 1",
    "color-past-palette.png": "a: image data: corrupt data at byte 1: the color 2 of 2",
    "compression.png": "a: byte 26: expected compression method 0, got 1",
    "crc.png": "a: corrupt data at byte 74: the checksum does not fit",
    "critical.png": "a: byte 33: expected a known chunk, got ABCD",
    "cut.pgm": "a: cut short at byte 11: expected 4 bytes, got 3",
    "depth-3.png": "a: byte 24: expected 1, 2, 4, 8, 16 bits for color type 0, got 3",
    "digit.pbm": "a: byte 8: expected 2 digits 0 or 1, got another byte",
    "filter-5.png":
      "a: image data: corrupt data at byte 5: expected a filter of type 0 to 4, got 5",
    "gray-palette.png": "a: byte 33: expected no PLTE in a gray image, got one",
    "huge.png": "a: expected an image of at most 268435456 bytes, got 9223372028264841218 or more",
    "huge.ppm": "a: expected an image of at most 268435456 bytes, got 60000000000 or more",
    "interlace-2.png": "a: byte 28: expected interlace method 0 or 1, got 2",
    "long-data.png": "a: image data: corrupt data at byte 14: "
      + "deflate: more than the expected 10 bytes",
    "maximum.pgm": "a: byte 7: expected a largest value of 1 to 65535, got 65536",
    "more.pgm": "a: byte 13: expected the end of the image, got 1 bytes more",
    "more.png": "a: byte 66: expected nothing in IEND and behind it, got more bytes",
    "no-data.png": "a: byte 33: expected IDAT before IEND, got none",
    "no-end.png": "a: cut short at byte 66: expected 4 bytes, got 0",
    "no-header.png": "a: byte 8: expected IHDR of 13 bytes, got IDAT of 21",
    "no-palette.png": "a: byte 33: expected PLTE before IDAT, got none",
    "no-size.pgm": "a: byte 3: expected a width of 1 to 2147483647, got the end of the file",
    "pam.pgm": "a: byte 0: expected an image in PNG, PBM, PGM or PPM format, got other bytes",
    "raw-sample.pgm": "a: byte 11: expected a sample of 0 to 16, got 17",
    "sample.pgm": "a: byte 13: expected a sample of 0 to 16, got 17",
    "short-data.png": "a: image data: corrupt data at byte 17: deflate: 15 bytes, expected 20",
    "split-data.png": "a: byte 81: expected IDAT chunks one after the other, got tEXt between them",
    "transparency.png": "a: byte 33: expected tRNS that goes with color type 0, got 3 bytes",
    "width-0.png": "a: byte 16: expected a length of 1 to 2147483647 pixels, got 0",
    "zero.pgm": "a: byte 3: expected a width of 1 to 2147483647, got 0",
  ]

  @Test func wrongFilesAreRefusedInWords() throws {
    #expect(try Self.names("invalid") == Self.wrong.keys.sorted())
    for (name, message) in Self.wrong {
      let bytes = try Self.bytes("invalid/\(name)")
      let error = #expect(throws: ImageError.self, "\(name)") { try Image(bytes, name: "a") }
      #expect(error?.description == message, "\(name)")
      #expect(error?.cause == .badData)
    }
  }

  /// Whatever is cut off is missed; a plain Netpbm file may lose its last line feed, or digits of its
  /// last number.
  @Test func filesCutAnywhereAreRefused() throws {
    for name in try Self.names("valid") {
      let bytes = try Self.bytes("valid/\(name)")
      for length in 0..<bytes.count {
        do throws(ImageError) {
          _ = try Image(Array(bytes.prefix(length)), name: "a")
          #expect(
            name.hasPrefix("plain") && length >= bytes.count - 4, "\(name) of \(length) bytes")
        } catch {
          #expect(error.description == error.description.printable)
        }
      }
    }
  }

  /// Every bit of a PNG file is under a checksum, or its change is seen.
  @Test func everyFlippedBitOfAPNGFileIsSeen() throws {
    for name in ["color3-depth2.png", "color2-depth8-interlaced.png", "chunks.png", "stored.png"] {
      let bytes = try Self.bytes("valid/\(name)")
      for place in bytes.indices {
        for bit in 0..<8 {
          var flipped = bytes
          flipped[place] ^= 1 << bit
          #expect(throws: ImageError.self, "\(name), byte \(place), bit \(bit)") {
            try Image(flipped, name: "a")
          }
        }
      }
    }
  }

  @Test func flippedBitsOfNetpbmFilesNeverTrap() throws {
    for name in try Self.names("valid") where !name.hasSuffix("png") {
      let bytes = try Self.bytes("valid/\(name)")
      for place in bytes.indices {
        for bit in 0..<8 {
          var flipped = bytes
          flipped[place] ^= 1 << bit
          guard let image = try? Image(flipped, name: "a", limit: 1 << 20) else { continue }
          #expect(image.samples.count == image.width * image.height * image.channels)
          #expect(image.samples.allSatisfy { $0 <= image.maximum })
        }
      }
    }
  }

  @Test func theLimitCountsSamples() throws {
    for name in ["raw.ppm", "color2-depth8.png"] {
      let bytes = try Self.bytes("valid/\(name)")
      let need = try Image(bytes, name: "a").samples.count * 2
      _ = try Image(bytes, name: "a", limit: need)
      let error = #expect(throws: ImageError.self) { try Image(bytes, name: "a", limit: need - 1) }
      #expect(error == .limit(path: "a", limit: need - 1, got: need))
    }
  }

  @Test func formatsAreTold() {
    for (start, format) in [
      (Array("P5 3".utf8), .netpbm), (Array("P1\n#".utf8), .netpbm), (Array("P6\n".utf8), .netpbm),
      (Array("P5,P6\n".utf8), nil), (Array("P7\n3".utf8), nil), (Array("P5 size,age".utf8), nil),
      ([0x89, 0x50, 0x4E, 0x47], .png), ([0x89, 0x50], nil), ([], nil),
    ] as [([UInt8], ImageFormat?)] {
      #expect(ImageFormat.detect(start) == format, "\(start)")
    }
  }

  @Test func imagesAreMadeInPrograms() throws {
    let image = try Image(
      width: 2, height: 1, channels: 3, maximum: 9, samples: [0, 1, 2, 7, 8, 9])
    #expect(image.isColor && !image.hasAlpha)
    for (width, channels, maximum, last) in [
      (0, 3, 9, 9), (-2, 3, 9, 9), (3, 3, 9, 9), (.max, 3, 9, 9), (2, 5, 9, 9), (2, 3, 0, 9),
      (2, 3, 70_000, 9), (2, 3, 9, 10),
    ] as [(Int, Int, Int, UInt16)] {
      #expect(throws: ImageError.self, "\(width), \(channels), \(maximum), \(last)") {
        try Image(
          width: width, height: 1, channels: channels, maximum: maximum,
          samples: [0, 1, 2, 7, 8, last])
      }
    }
  }
}
