public import StrataBytes
public import StrataTensor

/// An array as a `.npy` file holds it.
///
/// ```swift
/// let pixels = try NumPyArray(path: "pixels.npy", limit: 1 << 30).floats
/// try NumPyArray(predictions).write(to: "predictions.npy")
/// ```
///
/// Any array of numbers is read: booleans, integers and floats of 1 to 8 bytes, either byte order,
/// either order of the axes. Text, dates, complex numbers, records and Python objects are refused.
public struct NumPyArray: Sendable {
  /// What errors call it: the path it came from.
  public let name: String
  /// The elements' type.
  public let dtype: NumPyDType
  /// Whether the first index runs fastest in the file, not the last.
  public let isFortranOrder: Bool
  /// The lengths of the axes.
  public let shape: Shape

  /// The elements in the order of the file, behind whatever stood before them.
  let bytes: ArraySlice<UInt8>

  /// Reads a file; "-" is standard input, and gzip data is unpacked.
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: How many bytes it may have, unpacked.
  /// - Throws: ``NumPyError``. Memory is taken for bytes that are there, never for what the header
  ///   claims.
  /// - Complexity: O(bytes).
  public init(path: String, limit: Int) throws(NumPyError) {
    var stream = try NumPyError.wrapping { () throws(ByteError) in try ByteStream(path: path) }
    try self.init(&stream, limit: limit)
  }

  /// Reads an array and the end of the stream after it.
  /// - Parameters:
  ///   - stream: The bytes.
  ///   - limit: How many there may be, unpacked.
  /// - Throws: As ``init(path:limit:)``.
  public init(_ stream: inout ByteStream, limit: Int) throws(NumPyError) {
    name = stream.name
    let header = try NumPyHeader(path: name) { [name] count throws(ByteError) in
      guard count <= limit else { throw .limit(what: name, limit: limit, got: count) }
      return try stream.peek(count)
    }
    let end = header.offset + header.byteCount
    guard end <= limit else {
      throw .limit(path: name, offset: header.offset, limit: limit, got: end)
    }
    let all: [UInt8]
    do throws(ByteError) {
      all = try stream.readAll(limit: end)
    } catch .limit(_, _, let got) {
      throw .invalid(
        path: name, offset: end, expected: "the end of the array",
        got: "\(got - end) bytes or more")
    } catch {
      throw .bytes(error)
    }
    guard all.count == end else {
      throw .bytes(
        .truncated(
          what: name, offset: header.offset, expected: header.byteCount,
          got: all.count - header.offset))
    }
    (dtype, isFortranOrder, shape) = (header.dtype, header.isFortranOrder, header.shape)
    bytes = all[header.offset...]
  }

  /// Reads an array from memory.
  /// - Parameters:
  ///   - bytes: All of it.
  ///   - name: What errors call it.
  /// - Throws: ``NumPyError``.
  public init(_ bytes: [UInt8], name: String) throws(NumPyError) {
    var stream = ByteStream(bytes: bytes, name: name)
    try self.init(&stream, limit: .max)
  }

  /// A tensor as an array of the type `<f4`.
  public init(_ tensor: Tensor<Float>) {
    self.init(tensor.shape, .float32, tensor.elements.lazy.map(\.bitPattern))
  }

  /// A tensor as an array of the type `<i4`.
  public init(_ tensor: Tensor<Int32>) {
    self.init(tensor.shape, .int32, tensor.elements.lazy.map { UInt32(bitPattern: $0) })
  }

  /// An array in row-major order whose bytes fit its shape.
  init(name: String, dtype: NumPyDType, shape: Shape, bytes: ArraySlice<UInt8>) {
    (self.name, self.dtype, self.shape, self.bytes) = (name, dtype, shape, bytes)
    isFortranOrder = false
  }

  private init(_ shape: Shape, _ dtype: NumPyDType, _ elements: some Collection<UInt32>) {
    var writer = ByteWriter(capacity: elements.count * 4)
    for element in elements { writer.write(element) }
    self.init(name: "array", dtype: dtype, shape: shape, bytes: writer.bytes[...])
  }

  /// The elements as a tensor of `Float`: ``NumPyDType/appendFloats(_:to:)`` says which are rounded.
  /// - Complexity: O(elements).
  public var floats: Tensor<Float> {
    var elements: [Float] = []
    dtype.appendFloats(bytes, to: &elements)
    return tensor(elements)
  }

  /// The elements as a tensor of `Int32`.
  /// - Throws: ``NumPyError/element(path:index:expected:got:)`` for the first that `Int32` does not
  ///   hold exactly: a fraction, a NaN, a number past ±2³¹.
  /// - Complexity: O(elements).
  public func integers() throws(NumPyError) -> Tensor<Int32> {
    var elements: [Int32] = []
    if let got = dtype.appendIntegers(bytes, to: &elements) {
      throw .element(
        path: name, index: isFortranOrder ? rowMajorPlace(elements.count) : elements.count,
        expected: "a whole number of 32 bits", got: got)
    }
    return tensor(elements)
  }

  /// The file: version 1.0, the elements at a multiple of 64 bytes, byte by byte what NumPy writes.
  /// An array that was read keeps its type and its order.
  /// - Complexity: O(bytes).
  public func encoded() -> [UInt8] {
    NumPyHeader.encoded(dtype, isFortranOrder: isFortranOrder, shape) + bytes
  }

  /// Writes the file; it is whole or absent.
  /// - Throws: ``NumPyError/bytes(_:)``.
  public func write(to path: String) throws(NumPyError) {
    try NumPyError.wrapping { () throws(ByteError) in try AtomicFile.write(encoded(), to: path) }
  }

  /// Elements in the order of the file as a tensor, row by row.
  private func tensor<T>(_ elements: [T]) -> Tensor<T> {
    var rows = elements
    if isFortranOrder, shape.rank > 1 {
      for (place, element) in elements.enumerated() { rows[rowMajorPlace(place)] = element }
    }
    // The bytes were read to fit the shape.
    return (try? Tensor(shape: shape, elements: rows)) ?? Tensor(zeros: shape)
  }

  /// Where an element of a file in Fortran order stands in row-major order.
  func rowMajorPlace(_ place: Int) -> Int {
    var (rest, result, stride) = (place, 0, shape.count)
    for axis in 0..<shape.rank {
      stride /= shape[axis]
      result += rest % shape[axis] * stride
      rest /= shape[axis]
    }
    return result
  }
}
