public import StrataBytes
import StrataImages
import StrataPlugin

/// Portable Network Graphics, as `Image` reads them: each file is a row.
public struct PNGData: DataReader {
  /// The name on command lines.
  public static let kind = "png"
  /// What a list of plugins says of it.
  public static let summary = "PNG images"
  /// An image.
  public static let rowKind = RowKind.image
  /// The format's own.
  public static let endings = ["png"]

  /// Portable Network Graphics.
  public init() {}

  /// Certain of the first bytes that such a file must have.
  public static func recognize(_ start: [UInt8]) -> Recognition {
    ImageFormat.detect(start) == .png ? .certain : .no
  }

  /// Reads the image, when the row is asked for.
  public func rows(
    _ stream: consuming ByteStream, _ options: DataOptions
  ) throws -> any RowSource {
    ImageRow(stream, limit: options.limit)
  }

  /// Refuses it: images are predicted from; what is learned from many of them is an array.
  /// - Throws: ``DataError/format(_:)``.
  public func read(
    _ stream: consuming ByteStream, _ options: DataOptions
  ) throws -> RawData {
    throw DataError.format("a PNG image")
  }
}
