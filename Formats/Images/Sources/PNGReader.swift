import StrataBytes

/// Reads PNG files: every color type and depth, transparency, interlaced or not (Portable Network
/// Graphics, second edition, ISO/IEC 15948:2004; RFC 2083). Ancillary chunks but tRNS are passed over:
/// gamma and color profiles change nothing.
struct PNGReader {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private let name: String
  private let header: PNGHeader
  /// Entries of red, green and blue.
  private var palette: [UInt8] = []
  /// What tRNS holds: an alpha for each entry of the palette, or the color that is transparent.
  private var transparency: [UInt8]?
  /// What the IDAT chunks hold: zlib data.
  private var packed: [UInt8] = []

  /// - Throws: ``ImageError``.
  static func image(_ bytes: [UInt8], name: String, limit: Int) throws(ImageError) -> Image {
    let reader = try PNGReader(bytes, name: name)
    return try reader.image(limit: limit)
  }

  /// Goes through the chunks and checks each.
  private init(_ bytes: [UInt8], name: String) throws(ImageError) {
    self.name = name
    var reader = ByteReader(bytes, what: name)
    let start = try ImageError.wrapping { () throws(ByteError) in
      try reader.read(Self.signature.count)
    }
    guard start == Self.signature else {
      throw .invalid(
        path: name, offset: 0, expected: "the signature of a PNG file", got: "other bytes")
    }
    var chunk = try PNGChunk(&reader, bytes)
    guard chunk.type == "IHDR", chunk.body.remaining == 13 else {
      throw chunk.wrong("IHDR of 13 bytes", "\(chunk.type) of \(chunk.body.remaining)")
    }
    let header = try PNGHeader(&chunk.body, offset: chunk.offset + 8)
    self.header = header
    var last = chunk.type
    while true {
      chunk = try PNGChunk(&reader, bytes)
      switch chunk.type {
      case "PLTE": try readPalette(&chunk)
      case "tRNS": try readTransparency(&chunk)
      case "IDAT":
        guard packed.isEmpty || last == "IDAT" else {
          throw chunk.wrong("IDAT chunks one after the other", "\(last) between them")
        }
        guard header.color != .palette || !palette.isEmpty else {
          throw chunk.wrong("PLTE before IDAT", "none")
        }
        packed += try chunk.take()
      case "IEND":
        guard chunk.body.remaining == 0, reader.isAtEnd else {
          throw chunk.wrong("nothing in IEND and behind it", "more bytes")
        }
        guard last == "IDAT" || !packed.isEmpty else {
          throw chunk.wrong("IDAT before IEND", "none")
        }
        return
      default:
        // Bit 5 of the first letter: a reader may pass the chunk over (section 5.4).
        guard chunk.isAncillary else { throw chunk.wrong("a known chunk", chunk.type) }
      }
      last = chunk.type
    }
  }

  private mutating func readPalette(_ chunk: inout PNGChunk) throws(ImageError) {
    let count = chunk.body.remaining
    guard header.color != .gray, header.color != .grayAlpha else {
      throw chunk.wrong("no PLTE in a gray image", "one")
    }
    guard palette.isEmpty, packed.isEmpty, transparency == nil else {
      throw chunk.wrong("one PLTE, before tRNS and IDAT", "another or a later one")
    }
    let most = header.color == .palette ? 1 << header.depth : 256
    guard count % 3 == 0, (1...most).contains(count / 3) else {
      throw chunk.wrong("PLTE of 1 to \(most) entries of 3 bytes", "\(count) bytes")
    }
    palette = try chunk.take()
  }

  private mutating func readTransparency(_ chunk: inout PNGChunk) throws(ImageError) {
    let count = chunk.body.remaining
    guard transparency == nil, packed.isEmpty else {
      throw chunk.wrong("one tRNS, before IDAT", "another or a later one")
    }
    switch header.color {
    case .palette where (0...palette.count / 3).contains(count) && !palette.isEmpty: break
    case .gray where count == 2, .rgb where count == 6: break
    default:
      throw chunk.wrong(
        "tRNS that goes with color type \(header.color.rawValue)", "\(count) bytes")
    }
    transparency = try chunk.take()
  }

  /// Unpacks the pixels.
  private func image(limit: Int) throws(ImageError) -> Image {
    let transparent = transparency != nil
    let channels =
      switch header.color {
      case .gray: transparent ? 2 : 1
      case .grayAlpha: 2
      case .rgb, .palette: transparent ? 4 : 3
      case .rgba: 4
      }
    let maximum = header.color == .palette ? 255 : 1 << header.depth - 1
    let count = try Image.count(
      width: header.width, height: header.height, channels: channels, path: name, limit: limit)
    var raw = try unpacked()
    var samples = [UInt16](repeating: 0, count: count)
    var start = 0
    for pass in header.passes {
      let length = header.rowBytes(pass.width)
      var above: Int?
      for row in 0..<pass.height {
        try PNGFilter.undo(
          raw[start], in: &raw, start + 1, length: length, above: above,
          pixelBytes: header.pixelBytes, name)
        above = start + 1
        let place = ((pass.start.y + row * pass.step.y) * header.width + pass.start.x) * channels
        try spread(
          raw[start + 1..<start + 1 + length], pixels: pass.width, into: &samples, from: place,
          step: pass.step.x * channels)
        start += 1 + length
      }
    }
    return Image(
      checked: samples, width: header.width, height: header.height, channels: channels,
      maximum: maximum)
  }

  /// The filtered rows of all passes.
  private func unpacked() throws(ImageError) -> [UInt8] {
    let what = "\(name): image data"
    let count = header.byteCount
    // zlib data: two bytes of header, deflate data, four bytes of checksum (RFC 1950).
    guard packed.count > 6 else {
      throw .bytes(.truncated(what: what, offset: 0, expected: 7, got: packed.count))
    }
    guard packed[0] & 0x0F == 8, packed[0] >> 4 <= 7, packed[1] & 0x20 == 0,
      (Int(packed[0]) << 8 | Int(packed[1])) % 31 == 0
    else {
      throw .bytes(.corrupt(what: what, offset: 0, reason: "expected the header of zlib data"))
    }
    // Deflate makes at most 1032 bytes of one: no memory is taken for what cannot come.
    guard count / 1032 <= packed.count else {
      throw .bytes(
        .corrupt(what: what, offset: 0, reason: "\(packed.count) bytes cannot hold \(count)"))
    }
    let raw = try ImageError.wrapping { () throws(ByteError) in
      var inflate = Inflate()
      return try inflate.unpack(
        packed.span.extracting(2..<packed.count - 4), count: count, what: what, offset: 2)
    }
    let sum = packed.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard sum == Adler32.checksum(raw) else {
      throw .bytes(
        .corrupt(what: what, offset: packed.count - 4, reason: "the checksum does not fit"))
    }
    return raw
  }

  /// Puts the pixels of a row where they belong.
  private func spread(
    _ row: ArraySlice<UInt8>, pixels: Int, into samples: inout [UInt16], from start: Int, step: Int
  ) throws(ImageError) {
    let count = header.color.samples
    var place = start
    for pixel in 0..<pixels {
      let first = pixel * count
      if header.color == .palette {
        let entry = Int(sample(first, row))
        guard 3 * entry < palette.count else {
          throw .bytes(
            .corrupt(
              what: "\(name): image data", offset: row.startIndex,
              reason: "the color \(entry) of \(palette.count / 3)"))
        }
        for color in 0..<3 { samples[place + color] = UInt16(palette[3 * entry + color]) }
        if let transparency {
          samples[place + 3] = entry < transparency.count ? UInt16(transparency[entry]) : 255
        }
      } else {
        for index in 0..<count { samples[place + index] = sample(first + index, row) }
        if transparency != nil {
          let isClear = (0..<count).allSatisfy { samples[place + $0] == clear($0) }
          samples[place + count] = isClear ? 0 : UInt16(1 << header.depth - 1)
        }
      }
      place += step
    }
  }

  /// A sample of a row.
  private func sample(_ index: Int, _ row: ArraySlice<UInt8>) -> UInt16 {
    let start = row.startIndex
    switch header.depth {
    case 8: return UInt16(row[start + index])
    case 16: return UInt16(row[start + 2 * index]) << 8 | UInt16(row[start + 2 * index + 1])
    case let depth:
      let bit = index * depth
      return UInt16(row[start + bit / 8] >> UInt8(8 - depth - bit % 8)) & (1 << depth - 1)
    }
  }

  /// A sample of the transparent color: of fewer than 16 bits only the lowest count (section 11.3.2).
  private func clear(_ index: Int) -> UInt16 {
    guard let transparency else { return 0 }
    let value = UInt16(transparency[2 * index]) << 8 | UInt16(transparency[2 * index + 1])
    return header.depth == 16 ? value : value & (1 << header.depth - 1)
  }
}
