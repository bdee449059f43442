public import StrataBytes

/// A picture in memory: rows of pixels from the top, pixels from the left, the samples of a pixel one
/// after the other.
///
/// ```swift
/// let image = try Image(path: "digit.png")
/// let red = image.samples[(y * image.width + x) * image.channels]
/// ```
///
/// Samples are as the file holds them: 0 is black and ``maximum`` is full.
public struct Image: Hashable, Sendable {
  /// How many bytes the samples of an image that is read may take, unless a caller says otherwise.
  public static let usualLimit = 1 << 28

  /// Pixels a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Samples a pixel: 1 gray; 2 gray and alpha; 3 red, green and blue; 4 the same and alpha.
  public let channels: Int
  /// What a full sample is, 1 to 65,535: 255 for 8 bits.
  public let maximum: Int
  /// The samples, each at most ``maximum``; `width · height · channels` of them.
  public let samples: [UInt16]

  /// Whether the last sample of a pixel says how opaque it is.
  public var hasAlpha: Bool { channels == 2 || channels == 4 }
  /// Whether a pixel has red, green and blue.
  public var isColor: Bool { channels >= 3 }

  /// A picture made in a program.
  /// - Parameters:
  ///   - width: Pixels a row, over 0.
  ///   - height: Rows, over 0.
  ///   - channels: Samples a pixel, 1 to 4, as ``channels`` says.
  ///   - maximum: What a full sample is, 1 to 65,535.
  ///   - samples: Row by row, pixel by pixel.
  /// - Throws: ``ImageError/samples(expected:got:)``.
  /// - Complexity: O(samples): each is looked at.
  public init(
    width: Int, height: Int, channels: Int = 1, maximum: Int = 255, samples: [UInt16]
  ) throws(ImageError) {
    guard width > 0, height > 0, (1...4).contains(channels), (1...0xFFFF).contains(maximum) else {
      throw .samples(
        expected: "a width and height over 0, 1 to 4 channels and a maximum of 1 to 65535",
        got: "\(width) × \(height) × \(channels), \(maximum)")
    }
    let (pixels, isLarge) = width.multipliedReportingOverflow(by: height)
    let (count, isLarger) = pixels.multipliedReportingOverflow(by: channels)
    guard !isLarge, !isLarger, samples.count == count else {
      throw .samples(
        expected: "\(width) × \(height) × \(channels) samples", got: "\(samples.count)")
    }
    if let wrong = samples.first(where: { $0 > maximum }) {
      throw .samples(expected: "samples of at most \(maximum)", got: "\(wrong)")
    }
    self.init(
      checked: samples, width: width, height: height, channels: channels, maximum: maximum)
  }

  /// Samples that are known to fit.
  init(checked samples: [UInt16], width: Int, height: Int, channels: Int, maximum: Int) {
    self.width = width
    self.height = height
    self.channels = channels
    self.maximum = maximum
    self.samples = samples
  }

  /// Reads an image in any format of ``ImageFormat``, told by its first bytes.
  /// - Parameters:
  ///   - bytes: The file, all of it.
  ///   - name: What errors call it.
  ///   - limit: How many bytes the samples may take, two each.
  /// - Throws: ``ImageError``. Memory is taken only for what the bytes can hold and the limit allows.
  /// - Complexity: O(bytes + samples).
  public init(_ bytes: [UInt8], name: String, limit: Int = usualLimit) throws(ImageError) {
    switch ImageFormat.detect(bytes) {
    case .png: self = try PNGReader.image(bytes, name: name, limit: limit)
    case .netpbm: self = try NetpbmReader.image(bytes, name: name, limit: limit)
    case nil:
      throw .invalid(
        path: name, offset: 0, expected: "an image in PNG, PBM, PGM or PPM format",
        got: bytes.isEmpty ? "nothing" : "other bytes")
    }
  }

  /// Reads an image and the end of the stream after it.
  /// - Parameters:
  ///   - stream: The bytes; gzip is unpacked by the stream.
  ///   - limit: How many bytes the samples may take, two each; the file may have four times as many,
  ///     as plain Netpbm files have.
  /// - Throws: ``ImageError``, as ``init(_:name:limit:)``.
  public init(_ stream: inout ByteStream, limit: Int = usualLimit) throws(ImageError) {
    let bytes: [UInt8]
    do throws(ByteError) {
      bytes = try stream.readAll(limit: limit > .max / 4 ? .max : max(0, limit) * 4)
    } catch {
      throw .bytes(error)
    }
    try self.init(bytes, name: stream.name, limit: limit)
  }

  /// Reads an image file; "-" is standard input, and gzip data is unpacked.
  /// - Throws: ``ImageError``, as ``init(_:name:limit:)``.
  public init(path: String, limit: Int = usualLimit) throws(ImageError) {
    var stream = try ImageError.wrapping { () throws(ByteError) in try ByteStream(path: path) }
    try self.init(&stream, limit: limit)
  }

  /// Refuses an image whose samples take more than is allowed.
  /// - Returns: The number of samples.
  static func count(
    width: Int, height: Int, channels: Int, path: String, limit: Int
  ) throws(ImageError) -> Int {
    // Of files: below 2³² each, so that only the products can be too large.
    let (pixels, isLarge) = width.multipliedReportingOverflow(by: height)
    let (bytes, isLarger) = pixels.multipliedReportingOverflow(by: 2 * channels)
    guard !isLarge, !isLarger, bytes <= limit else {
      throw .limit(path: path, limit: limit, got: isLarge || isLarger ? .max : bytes)
    }
    return bytes / 2
  }
}
