public import StrataBytes
import StrataNumPy
import StrataPlugin
import StrataTensor

/// Arrays in NumPy's format, as `NumPyArray` reads them: a row is what belongs to one place of the first
/// axis. An array in Fortran order does not hold its rows one after the other, and is read whole.
public struct NumPyData: DataReader {
  /// The name on command lines.
  public static let kind = "npy"
  /// What a list of plugins says of it.
  public static let summary = "NumPy arrays, .npy"
  /// Samples of one shape.
  public static let rowKind = RowKind.array
  /// NumPy's own.
  public static let endings = ["npy"]

  /// Arrays in NumPy's format.
  public init() {}

  /// Certain of 0x93 NUMPY.
  public static func recognize(_ start: [UInt8]) -> Recognition {
    DataFormat.detect(start) == .numPy ? .certain : .no
  }

  /// Reads rows one after the other.
  /// - Throws: `NumPyError`, `ByteError`.
  public func rows(
    _ stream: consuming ByteStream, _ options: DataOptions
  ) throws -> any RowSource {
    let header = try NumPyHeader(path: stream.name) { count throws(ByteError) in
      try stream.peek(count)
    }
    guard !header.isFortranOrder || header.shape.rank < 2 else {
      return try TensorRows(NumPyArray(&stream, limit: options.limit).floats)
    }
    return try ArrayRows(stream, header.dtype, header.shape, offset: header.offset)
  }

  /// Reads the whole array.
  /// - Throws: `NumPyError`.
  public func read(
    _ stream: consuming ByteStream, _ options: DataOptions
  ) throws -> RawData {
    .array(.numPy(try NumPyArray(&stream, limit: options.limit)))
  }
}

/// The rows of an array in memory.
private final class TensorRows: RowSource {
  let layout: RowLayout
  private let tensor: Tensor<Float>
  private var count = 0

  init(_ tensor: Tensor<Float>) throws {
    self.tensor = tensor
    layout = .array(try Shape(Array(tensor.shape.array.dropFirst())))
  }

  func next() -> DataRow? {
    guard count < tensor.rowCount else { return nil }
    let start = count * tensor.rowLength
    count += 1
    return DataRow(
      .numbers(Array(tensor.elements[start..<start + tensor.rowLength])), place: count)
  }
}
