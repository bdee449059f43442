public import StrataBytes

/// The type of an array file's elements: what kind of number, how many bytes, in which order.
public struct NumPyDType: Hashable, Sendable, CustomStringConvertible {
  /// What kind of number an element is.
  public enum Kind: String, Hashable, Sendable {
    /// One byte: 0 is false, all else true.
    case bool = "b"
    /// Two's complement of 1, 2, 4 or 8 bytes.
    case signed = "i"
    /// Unsigned, of 1, 2, 4 or 8 bytes.
    case unsigned = "u"
    /// IEEE 754 binary16, binary32 or binary64.
    case float = "f"
  }

  /// What kind of number.
  public let kind: Kind
  /// Bytes an element.
  public let byteCount: Int
  /// Which byte of an element comes first; little for a single one.
  public let order: ByteOrder

  /// Nil for a number of bytes that the kind does not come in.
  public init?(_ kind: Kind, byteCount: Int, _ order: ByteOrder = .little) {
    let sizes =
      switch kind {
      case .bool: [1]
      case .signed, .unsigned: [1, 2, 4, 8]
      case .float: [2, 4, 8]
      }
    guard sizes.contains(byteCount) else { return nil }
    self.kind = kind
    self.byteCount = byteCount
    self.order = byteCount == 1 ? .little : order
  }

  /// What a header says: `<f4`, `>i8`, `|u1`. Nil for anything else.
  public init?(_ text: String) {
    let characters = Array(text)
    guard characters.count == 3, let size = Int(String(characters[2])),
      let kind = Kind(rawValue: String(characters[1]))
    else { return nil }
    switch characters[0] {
    case "<": self.init(kind, byteCount: size, .little)
    case ">": self.init(kind, byteCount: size, .big)
    case "|" where size == 1: self.init(kind, byteCount: size)
    default: return nil
    }
  }

  /// As headers say it, with `|` where there is no order.
  public var description: String {
    (byteCount == 1 ? "|" : order == .little ? "<" : ">") + kind.rawValue + "\(byteCount)"
  }

  private init(float32 order: ByteOrder) { (kind, byteCount, self.order) = (.float, 4, order) }
  private init(int32 order: ByteOrder) { (kind, byteCount, self.order) = (.signed, 4, order) }

  /// `<f4`: what a tensor of `Float` is written as.
  public static let float32 = NumPyDType(float32: .little)
  /// `<i4`: what a tensor of `Int32` is written as.
  public static let int32 = NumPyDType(int32: .little)
}

extension NumPyDType {
  /// Appends elements as `Float`: 2-byte and 4-byte floats, integers of 1 and 2 bytes and booleans
  /// exactly, all others rounded to the nearest, so that an 8-byte float past the range of `Float`
  /// becomes infinite.
  /// - Parameters:
  ///   - bytes: Whole elements, one after the other.
  ///   - floats: Takes one number an element.
  /// - Precondition: `bytes.count` is a multiple of ``byteCount``.
  /// - Complexity: O(elements).
  public func appendFloats(_ bytes: ArraySlice<UInt8>, to floats: inout [Float]) {
    precondition(bytes.count % byteCount == 0, "\(bytes.count) bytes of \(self)")
    floats.reserveCapacity(floats.count + bytes.count / byteCount)
    switch (kind, byteCount) {
    case (.bool, _): for byte in bytes { floats.append(byte == 0 ? 0 : 1) }
    case (.signed, 1): for byte in bytes { floats.append(Float(Int8(bitPattern: byte))) }
    case (.unsigned, 1): for byte in bytes { floats.append(Float(byte)) }
    case (.signed, 2): each(bytes) { floats.append(Float(Int16(bitPattern: $0))) }
    case (.unsigned, 2): each(bytes) { (bits: UInt16) in floats.append(Float(bits)) }
    case (.float, 2): each(bytes) { floats.append(Float(Float16(bitPattern: $0))) }
    case (.signed, 4): each(bytes) { floats.append(Float(Int32(bitPattern: $0))) }
    case (.unsigned, 4): each(bytes) { (bits: UInt32) in floats.append(Float(bits)) }
    case (.float, 4): each(bytes) { floats.append(Float(bitPattern: $0)) }
    case (.signed, _): each(bytes) { floats.append(Float(Int64(bitPattern: $0))) }
    case (.unsigned, _): each(bytes) { (bits: UInt64) in floats.append(Float(bits)) }
    case (.float, _): each(bytes) { floats.append(Float(Double(bitPattern: $0))) }
    }
  }

  /// Appends elements as `Int32`, which must hold each exactly: a float must be a whole number; true
  /// is 1 and false 0.
  /// - Parameters:
  ///   - bytes: Whole elements, one after the other.
  ///   - integers: Takes one number an element, up to the first that does not fit.
  /// - Returns: The first element that does not fit, as text; nil if all do.
  /// - Precondition: `bytes.count` is a multiple of ``byteCount``.
  /// - Complexity: O(elements).
  public func appendIntegers(
    _ bytes: ArraySlice<UInt8>, to integers: inout [Int32]
  ) -> String? {
    precondition(bytes.count % byteCount == 0, "\(bytes.count) bytes of \(self)")
    integers.reserveCapacity(integers.count + bytes.count / byteCount)
    var wrong: String?
    func append(_ number: Int32?, _ text: @autoclosure () -> String) {
      guard wrong == nil else { return }
      if let number { integers.append(number) } else { wrong = text() }
    }
    switch (kind, byteCount) {
    case (.bool, _): for byte in bytes { integers.append(byte == 0 ? 0 : 1) }
    case (.signed, 1): for byte in bytes { integers.append(Int32(Int8(bitPattern: byte))) }
    case (.unsigned, 1): for byte in bytes { integers.append(Int32(byte)) }
    case (.signed, 2): each(bytes) { integers.append(Int32(Int16(bitPattern: $0))) }
    case (.unsigned, 2): each(bytes) { (bits: UInt16) in integers.append(Int32(bits)) }
    case (.float, 2):
      each(bytes) {
        let number = Float16(bitPattern: $0)
        append(Int32(exactly: number), "\(number)")
      }
    case (.signed, 4): each(bytes) { integers.append(Int32(bitPattern: $0)) }
    case (.unsigned, 4): each(bytes) { (bits: UInt32) in append(Int32(exactly: bits), "\(bits)") }
    case (.float, 4):
      each(bytes) {
        let number = Float(bitPattern: $0)
        append(Int32(exactly: number), "\(number)")
      }
    case (.signed, _):
      each(bytes) {
        let number = Int64(bitPattern: $0)
        append(Int32(exactly: number), "\(number)")
      }
    case (.unsigned, _): each(bytes) { (bits: UInt64) in append(Int32(exactly: bits), "\(bits)") }
    case (.float, _):
      each(bytes) {
        let number = Double(bitPattern: $0)
        append(Int32(exactly: number), "\(number)")
      }
    }
    return wrong
  }

  /// Calls a function with the bits of each element.
  private func each<Bits: FixedWidthInteger & UnsignedInteger>(
    _ bytes: ArraySlice<UInt8>, _ body: (Bits) -> Void
  ) {
    let size = MemoryLayout<Bits>.size
    unsafe bytes.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count - size + 1, by: size) {
        // Within the bytes: the last start leaves `size` of them.
        let bits = unsafe bytes.loadUnaligned(fromByteOffset: start, as: Bits.self)
        body(order == .little ? Bits(littleEndian: bits) : Bits(bigEndian: bits))
      }
    }
  }
}
