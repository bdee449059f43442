/// A cursor over bytes that cannot leave them.
///
/// Every read checks what is left before it touches or allocates anything, and throws
/// `ByteError.truncated` at the end. No input makes it trap: counts may be negative or
/// huge. A reader is a value; copying it is cheap (the bytes are shared) and copies the position.
public struct ByteReader: Sendable {
  /// What is being read, as errors name it: a path, or a part such as "m.strata: tensor index".
  public let what: String
  /// The position, in bytes from the start of the array that `init` was given.
  public private(set) var offset: Int
  /// The position that reads may not pass.
  public let end: Int

  private let bytes: [UInt8]
  /// Added to the offsets in errors.
  private let base: Int

  /// Reads the whole of `bytes`; errors call them `what`.
  /// - Parameters:
  ///   - bytes: what is read.
  ///   - what: what errors call it.
  ///   - base: where `bytes` begin in the whole that `what` names; the offsets in errors count
  ///     from the start of that.
  public init(_ bytes: [UInt8], what: String, base: Int = 0) {
    self.init(bytes, from: 0, to: bytes.count, what: what, base: base)
  }

  private init(_ bytes: [UInt8], from start: Int, to end: Int, what: String, base: Int) {
    self.bytes = bytes
    self.base = base
    self.what = what
    self.offset = start
    self.end = end
  }

  /// How many bytes are left.
  public var remaining: Int { end - offset }

  /// Whether nothing is left.
  public var isAtEnd: Bool { remaining == 0 }

  /// One byte.
  /// - Throws: `ByteError.truncated`.
  public mutating func readUInt8() throws(ByteError) -> UInt8 {
    try readInteger(.little)
  }

  /// Two bytes as a number.
  /// - Throws: `ByteError.truncated`.
  public mutating func readUInt16(_ order: ByteOrder = .little) throws(ByteError) -> UInt16 {
    try readInteger(order)
  }

  /// Four bytes as a number.
  /// - Throws: `ByteError.truncated`.
  public mutating func readUInt32(_ order: ByteOrder = .little) throws(ByteError) -> UInt32 {
    try readInteger(order)
  }

  /// Eight bytes as a number.
  /// - Throws: `ByteError.truncated`.
  public mutating func readUInt64(_ order: ByteOrder = .little) throws(ByteError) -> UInt64 {
    try readInteger(order)
  }

  /// Eight bytes as a number that must fit an `Int`: a length, a count or an offset.
  /// - Throws: `ByteError.truncated`; `ByteError.corrupt` from 2⁶³ on.
  public mutating func readInt(_ order: ByteOrder = .little) throws(ByteError) -> Int {
    let start = offset
    let value: UInt64 = try readInteger(order)
    guard let small = Int(exactly: value) else {
      throw corrupt("the number \(value) is out of range", at: start)
    }
    return small
  }

  /// The next `count` bytes, copied.
  /// - Throws: `ByteError.truncated` before anything is allocated; `ByteError.corrupt` if `count`
  ///   is negative.
  /// - Complexity: O(`count`).
  public mutating func read(_ count: Int) throws(ByteError) -> [UInt8] {
    try need(count)
    defer { offset += count }
    return Array(bytes[offset..<offset + count])
  }

  /// A reader of the next `count` bytes alone, which this one steps over. Offsets stay those of
  /// the whole, so that errors point into the file.
  /// - Throws: as `read(_:)`.
  public mutating func section(_ count: Int, what: String) throws(ByteError) -> ByteReader {
    try need(count)
    defer { offset += count }
    return ByteReader(bytes, from: offset, to: offset + count, what: what, base: base)
  }

  /// Steps over `count` bytes.
  /// - Throws: as `read(_:)`.
  public mutating func skip(_ count: Int) throws(ByteError) {
    try need(count)
    offset += count
  }

  /// An error of kind `corrupt` about what stands at `offset` of the array, or here.
  public func corrupt(_ reason: String, at offset: Int? = nil) -> ByteError {
    .corrupt(what: what, offset: whole(offset ?? self.offset), reason: reason)
  }

  /// `offset` as errors give it.
  private func whole(_ offset: Int) -> Int {
    let (sum, overflows) = base.addingReportingOverflow(offset)
    return overflows ? .max : sum
  }

  private func need(_ count: Int) throws(ByteError) {
    guard count >= 0 else {
      throw corrupt("the length \(count) is negative")
    }
    guard count <= remaining else {
      throw .truncated(what: what, offset: whole(offset), expected: count, got: remaining)
    }
  }

  private mutating func readInteger<T: FixedWidthInteger & UnsignedInteger>(
    _ order: ByteOrder
  ) throws(ByteError) -> T {
    let count = MemoryLayout<T>.size
    try need(count)
    var value: T = 0
    for index in 0..<count {
      let shift = 8 * (order == .little ? index : count - 1 - index)
      value |= T(bytes[offset + index]) << T(shift)
    }
    offset += count
    return value
  }
}
