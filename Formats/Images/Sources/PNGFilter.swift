import StrataBytes

/// Undoes what was done to a row before it was packed (ISO/IEC 15948:2004, section 9).
enum PNGFilter {
  /// - Parameters:
  ///   - type: Which filter.
  ///   - bytes: Holds the row, and the one above it, unfiltered already.
  ///   - start: Where the row begins.
  ///   - length: Its bytes.
  ///   - above: Where the row above begins; nil for the first, above which all is 0.
  ///   - pixelBytes: How far the neighbor on the left is.
  /// - Throws: ``ImageError`` for a filter that there is not.
  static func undo(
    _ type: UInt8, in bytes: inout [UInt8], _ start: Int, length: Int, above: Int?,
    pixelBytes: Int, _ name: String
  ) throws(ImageError) {
    func left(_ index: Int) -> UInt8 {
      index < pixelBytes ? 0 : bytes[start + index - pixelBytes]
    }
    func up(_ index: Int) -> UInt8 { above.map { bytes[$0 + index] } ?? 0 }
    func corner(_ index: Int) -> UInt8 {
      index < pixelBytes ? 0 : above.map { bytes[$0 + index - pixelBytes] } ?? 0
    }
    switch type {
    case 0: break
    case 1: for index in 0..<length { bytes[start + index] &+= left(index) }
    case 2: for index in 0..<length { bytes[start + index] &+= up(index) }
    case 3:
      for index in 0..<length {
        bytes[start + index] &+= UInt8((Int(left(index)) + Int(up(index))) / 2)
      }
    case 4:
      for index in 0..<length {
        bytes[start + index] &+= paeth(left(index), up(index), corner(index))
      }
    default:
      throw .bytes(
        .corrupt(
          what: "\(name): image data", offset: start - 1,
          reason: "expected a filter of type 0 to 4, got \(type)"))
    }
  }

  /// The neighbor that is nearest to left + above − corner (section 9.4).
  private static func paeth(_ left: UInt8, _ up: UInt8, _ corner: UInt8) -> UInt8 {
    let (a, b, c) = (Int(left), Int(up), Int(corner))
    let (pa, pb, pc) = ((b - c).magnitude, (a - c).magnitude, (a + b - 2 * c).magnitude)
    if pa <= pb, pa <= pc { return left }
    return pb <= pc ? up : corner
  }
}
