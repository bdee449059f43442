public import StrataBytes
import StrataPlugin
import StrataTensor

/// Arrays in the IDX format, as ``IDXArray`` reads them: a row is what belongs to one place of the first
/// axis.
public struct IDXData: DataReader {
  /// The name on command lines.
  public static let kind = "idx"
  /// What a list of plugins says of it.
  public static let summary = "IDX arrays, as MNIST comes in"
  /// Samples of one shape.
  public static let rowKind = RowKind.array
  /// The format's own; the files of MNIST have none.
  public static let endings = ["idx"]

  /// Arrays in the IDX format.
  public init() {}

  /// Certain of two zero bytes.
  public static func recognize(_ start: [UInt8]) -> Recognition {
    DataFormat.detect(start) == .idx ? .certain : .no
  }

  /// Reads rows one after the other.
  /// - Throws: `ByteError`.
  public func rows(
    _ stream: consuming ByteStream, _ options: DataOptions
  ) throws -> any RowSource {
    var reader = ByteReader(try stream.peek(4 + 4 * Shape.maximumRank), what: stream.name)
    let header = try IDXHeader(&reader)
    return try ArrayRows(
      stream, header.dtype, header.shape, offset: reader.offset)
  }

  /// Reads the whole array.
  /// - Throws: `ByteError`.
  public func read(
    _ stream: consuming ByteStream, _ options: DataOptions
  ) throws -> RawData {
    .array(.idx(try IDXArray(&stream, limit: options.limit)))
  }
}
