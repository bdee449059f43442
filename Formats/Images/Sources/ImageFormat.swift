/// The image formats that are read here.
public enum ImageFormat: Hashable, Sendable {
  /// Portable Network Graphics.
  case png
  /// PBM, PGM or PPM, plain or raw.
  case netpbm

  /// Tells a format by the first bytes, nil for any other.
  ///
  /// A PNG file begins with 0x89 PNG; a Netpbm file with P1 to P6, a space, and a number or a comment.
  public static func detect(_ start: [UInt8]) -> ImageFormat? {
    if start.starts(with: PNGReader.signature.prefix(4)) { return .png }
    guard start.count > 2, start[0] == UInt8(ascii: "P"),
      (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(start[1]), NetpbmReader.isSpace(start[2])
    else { return nil }
    guard let next = start.dropFirst(2).first(where: { !NetpbmReader.isSpace($0) }) else {
      return .netpbm
    }
    return next == UInt8(ascii: "#") || NetpbmReader.digit(next) != nil ? .netpbm : nil
  }
}
