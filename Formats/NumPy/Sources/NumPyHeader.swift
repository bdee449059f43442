public import StrataBytes
public import StrataTensor

/// What the start of a `.npy` file says: the type and order of the elements, the shape, and where the
/// elements begin.
public struct NumPyHeader: Hashable, Sendable {
  /// How many bytes a header may have: many times what a shape of eight dimensions takes.
  public static let maximumBytes = 1 << 16

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The elements' type.
  public let dtype: NumPyDType
  /// Whether the first index runs fastest, not the last.
  public let isFortranOrder: Bool
  /// The lengths of the axes.
  public let shape: Shape
  /// Where the elements begin, in bytes from the start of the file.
  public let offset: Int
  /// How many bytes the elements take.
  public let byteCount: Int

  /// Reads a header of version 1.0, 2.0 or 3.0.
  /// - Parameters:
  ///   - path: What errors call the file.
  ///   - start: Gives as many bytes from the start of the file as it is asked for, or all there are:
  ///     at most ``maximumBytes`` and 12.
  /// - Throws: ``NumPyError``, also for elements whose bytes cannot be counted.
  public init(
    path: String, start: (Int) throws(ByteError) -> [UInt8]
  ) throws(NumPyError) {
    let (textStart, length) = try Self.place(
      of: NumPyError.wrapping { () throws(ByteError) in try start(12) }, path)
    guard length <= Self.maximumBytes else {
      throw .limit(path: path, offset: 8, limit: Self.maximumBytes, got: length)
    }
    let end = textStart + length
    let head = try NumPyError.wrapping { () throws(ByteError) in try start(end) }
    guard head.count >= end else {
      throw .bytes(
        .truncated(what: path, offset: textStart, expected: length, got: head.count - textStart))
    }
    let text = try HeaderText(head[textStart..<end], path: path)
    let (bytes, isTooLarge) = text.shape.count.multipliedReportingOverflow(
      by: text.dtype.byteCount)
    guard !isTooLarge, bytes <= .max - end else {
      throw .limit(path: path, offset: textStart, limit: .max - end, got: .max)
    }
    (dtype, isFortranOrder, shape) = (text.dtype, text.isFortranOrder, text.shape)
    (offset, byteCount) = (end, bytes)
  }

  /// Where the text of a header begins, and how long it is.
  private static func place(
    of first: [UInt8], _ path: String
  ) throws(NumPyError) -> (start: Int, length: Int) {
    func need(_ count: Int) throws(NumPyError) {
      guard first.count >= count else {
        throw .bytes(.truncated(what: path, offset: 0, expected: count, got: first.count))
      }
    }
    guard first.starts(with: magic.prefix(first.count)) else {
      throw .invalid(
        path: path, offset: 0, expected: "a NumPy array, which begins with 0x93 NUMPY",
        got: "other bytes")
    }
    try need(10)
    switch (first[6], first[7]) {
    case (1, 0): return (10, Int(first[8]) | Int(first[9]) << 8)
    case (2, 0), (3, 0):
      try need(12)
      return (12, (0..<4).reduce(0) { $0 | Int(first[8 + $1]) << (8 * $1) })
    case (let major, let minor):
      throw .invalid(
        path: path, offset: 6, expected: "version 1.0, 2.0 or 3.0", got: "\(major).\(minor)")
    }
  }

  /// The header of version 1.0 as NumPy writes it: with room for a longer first dimension, and so that
  /// the elements begin at a multiple of 64 bytes.
  static func encoded(_ dtype: NumPyDType, isFortranOrder: Bool, _ shape: Shape) -> [UInt8] {
    let dimensions = shape.array
    let tuple =
      dimensions.count == 1
      ? "(\(dimensions[0]),)" : "(\(dimensions.map { "\($0)" }.joined(separator: ", ")))"
    var text =
      "{'descr': '\(dtype)', 'fortran_order': \(isFortranOrder ? "True" : "False"), "
      + "'shape': \(tuple), }"
    // Room for 21 digits of the dimension along which an array grows.
    if let growing = isFortranOrder ? dimensions.last : dimensions.first {
      text += String(repeating: " ", count: 21 - "\(growing)".count)
    }
    let padding = 64 - (magic.count + 4 + text.utf8.count + 1) % 64
    text += String(repeating: " ", count: padding % 64) + "\n"
    let length = text.utf8.count
    return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
  }
}

extension NumPyError {
  /// Errors of bytes as errors of this format.
  static func wrapping<Result: ~Copyable>(
    _ body: () throws(ByteError) -> Result
  ) throws(NumPyError) -> Result {
    do throws(ByteError) {
      return try body()
    } catch {
      throw .bytes(error)
    }
  }
}
