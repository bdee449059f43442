import StrataBytes
import StrataNumPy
import StrataTensor

/// The rows of an array whose elements come in a stream, row by row; no more is held than one and a
/// chunk.
final class ArrayRows: RowSource {
  let layout: RowLayout
  private var stream: ByteStream
  private let dtype: NumPyDType
  private let shape: Shape
  /// Where the first element begins.
  private let offset: Int
  private let rowBytes: Int
  /// Bytes that have been read and not used up.
  private var held: [UInt8] = []
  private var position: Int
  private var count = 0

  /// - Parameter stream: The whole file, of which nothing has been taken but peeks of the header.
  /// - Throws: ``DataError`` for an array that has no rows; `ByteError.limit` for one that cannot be
  ///   counted.
  init(
    _ stream: consuming ByteStream, _ dtype: NumPyDType, _ shape: Shape, offset: Int
  ) throws {
    let name = stream.name
    guard shape.rank > 0 else {
      throw DataError.stream("\(name.printable): expected an array of rows, got a single number")
    }
    let row = try Shape(Array(shape.array.dropFirst()))
    guard row.count > 0 || shape[0] == 0 else {
      throw DataError.stream(
        "\(name.printable): expected rows with numbers in them, got the shape \(shape)")
    }
    let (bytes, isTooLarge) = shape.count.multipliedReportingOverflow(by: dtype.byteCount)
    guard !isTooLarge, bytes <= .max - offset else {
      throw ByteError.limit(what: name, limit: .max, got: .max)
    }
    layout = .array(row)
    self.stream = stream
    (self.dtype, self.shape, self.offset) = (dtype, shape, offset)
    rowBytes = row.count * dtype.byteCount
    position = offset
  }

  func next() throws -> DataRow? {
    guard count < shape[0] else {
      while held.count <= position, let more = try stream.next() { held += more }
      guard held.count <= position else {
        throw ByteError.corrupt(
          what: stream.name, offset: offset + count * rowBytes,
          reason: "expected the end of the data, got more")
      }
      return nil
    }
    while held.count - position < rowBytes {
      // The header is passed over with the first bytes.
      let used = min(position, held.count)
      held.removeFirst(used)
      position -= used
      guard let more = try stream.next() else {
        throw ByteError.truncated(
          what: stream.name, offset: offset, expected: shape[0] * rowBytes,
          got: count * rowBytes + max(0, held.count - position))
      }
      held = held.isEmpty ? more : held + more
    }
    var numbers: [Float] = []
    dtype.appendFloats(held[position..<position + rowBytes], to: &numbers)
    position += rowBytes
    count += 1
    return DataRow(.numbers(numbers), place: count)
  }
}
