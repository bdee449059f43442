import StrataBytes

/// What a PNG file's first chunk, IHDR, says.
struct PNGHeader {
  /// What the samples of a pixel are (table 11.1 of the specification).
  enum Color: UInt8 {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgba = 6

    /// Samples a pixel in the file.
    var samples: Int {
      switch self {
      case .gray, .palette: 1
      case .grayAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    }

    /// Bits that a sample may have.
    var depths: [Int] {
      switch self {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .grayAlpha, .rgba: [8, 16]
      }
    }
  }

  /// A reduced image: every `step.x`th pixel of every `step.y`th row, from `start` on.
  struct Pass {
    let start: (x: Int, y: Int)
    let step: (x: Int, y: Int)
    let width: Int
    let height: Int
  }

  let width: Int
  let height: Int
  /// Bits a sample.
  let depth: Int
  let color: Color
  let isInterlaced: Bool

  /// - Parameter reader: The chunk's 13 bytes.
  /// - Throws: ``ImageError`` for what cannot be.
  init(_ reader: inout ByteReader, offset: Int) throws(ImageError) {
    let path = reader.what
    func wrong(_ place: Int, _ expected: String, _ got: Int) -> ImageError {
      .invalid(path: path, offset: offset + place, expected: expected, got: "\(got)")
    }
    let fields = try ImageError.wrapping { () throws(ByteError) in try reader.read(13) }
    func size(_ place: Int) -> Int { (0..<4).reduce(0) { $0 << 8 | Int(fields[place + $1]) } }
    (width, height) = (size(0), size(4))
    for (place, length) in [(0, width), (4, height)] where !(1...0x7FFF_FFFF).contains(length) {
      throw wrong(place, "a length of 1 to 2147483647 pixels", length)
    }
    guard let color = Color(rawValue: fields[9]) else {
      throw wrong(9, "color type 0, 2, 3, 4 or 6", Int(fields[9]))
    }
    guard color.depths.contains(Int(fields[8])) else {
      let depths = color.depths.map { "\($0)" }.joined(separator: ", ")
      throw wrong(8, "\(depths) bits for color type \(color.rawValue)", Int(fields[8]))
    }
    (self.color, depth) = (color, Int(fields[8]))
    guard fields[10] == 0 else { throw wrong(10, "compression method 0", Int(fields[10])) }
    guard fields[11] == 0 else { throw wrong(11, "filter method 0", Int(fields[11])) }
    guard fields[12] <= 1 else { throw wrong(12, "interlace method 0 or 1", Int(fields[12])) }
    isInterlaced = fields[12] == 1
  }

  /// The reduced images in the order of the file: the whole one, or the seven of Adam7 (section 8.2),
  /// without those that have no pixel.
  var passes: [Pass] {
    guard isInterlaced else {
      return [Pass(start: (0, 0), step: (1, 1), width: width, height: height)]
    }
    let adam7 = [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
      (0, 1, 1, 2),
    ]
    return adam7.compactMap { x, y, stepX, stepY in
      let columns = (width - x + stepX - 1) / stepX
      let rows = (height - y + stepY - 1) / stepY
      guard columns > 0, rows > 0 else { return nil }
      return Pass(start: (x, y), step: (stepX, stepY), width: columns, height: rows)
    }
  }

  /// Bytes from a byte of a row to its neighbor on the left, at least one (section 9.2).
  var pixelBytes: Int { max(1, color.samples * depth / 8) }

  /// Bytes of a row of so many pixels, without its filter type.
  func rowBytes(_ pixels: Int) -> Int { (pixels * color.samples * depth + 7) / 8 }

  /// Bytes of the unpacked image data.
  /// - Precondition: The samples were counted and stay far below `Int.max`.
  var byteCount: Int { passes.reduce(0) { $0 + $1.height * (1 + rowBytes($1.width)) } }
}
