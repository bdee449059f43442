import StrataBytes
public import StrataTensor

extension NumPyArray {
  /// An array of elements that somebody holds as bytes.
  /// - Parameters:
  ///   - dtype: The elements' type; `bytes` are in its order.
  ///   - shape: The lengths of the axes.
  ///   - bytes: The elements, row by row.
  /// - Throws: ``NumPyError/unwritable(path:expected:got:)`` if there are not as many bytes as the shape
  ///   takes.
  public init(_ dtype: NumPyDType, _ shape: Shape, bytes: [UInt8]) throws(NumPyError) {
    let (count, overflows) = shape.count.multipliedReportingOverflow(by: dtype.byteCount)
    guard !overflows, count == bytes.count else {
      throw .unwritable(
        path: "array", expected: "the bytes of \(dtype) \(shape)", got: "\(bytes.count)")
    }
    self.init(name: "array", dtype: dtype, shape: shape, bytes: bytes[...])
  }

  /// The bits of the elements, row by row and little-endian, whatever the order in the file.
  /// - Complexity: O(bytes).
  public var littleEndianRows: [UInt8] {
    let width = dtype.byteCount
    let isReversed = dtype.order == .big
    guard isReversed || isFortranOrder else { return Array(bytes) }
    var rows = [UInt8](repeating: 0, count: bytes.count)
    for place in 0..<bytes.count / width {
      let source = bytes.startIndex + place * width
      let target = (isFortranOrder ? rowMajorPlace(place) : place) * width
      for byte in 0..<width {
        rows[target + byte] = bytes[source + (isReversed ? width - 1 - byte : byte)]
      }
    }
    return rows
  }
}
