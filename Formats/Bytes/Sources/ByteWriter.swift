internal import CStrataBytes

/// Bytes in the making: numbers and byte strings, one after the other.
public struct ByteWriter: Sendable {
  /// What has been written so far.
  public private(set) var bytes: [UInt8] = []

  /// Nothing yet, with room for `capacity` bytes.
  public init(capacity: Int = 0) {
    bytes.reserveCapacity(max(0, capacity))
    unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe strata_bytes_will_fill($0.baseAddress, max(0, capacity))
    }
  }

  /// How many bytes have been written.
  public var count: Int { bytes.count }

  /// Appends one byte.
  public mutating func write(_ value: UInt8) {
    bytes.append(value)
  }

  /// Appends two bytes.
  public mutating func write(_ value: UInt16, _ order: ByteOrder = .little) {
    writeInteger(value, order)
  }

  /// Appends four bytes.
  public mutating func write(_ value: UInt32, _ order: ByteOrder = .little) {
    writeInteger(value, order)
  }

  /// Appends eight bytes.
  public mutating func write(_ value: UInt64, _ order: ByteOrder = .little) {
    writeInteger(value, order)
  }

  /// Appends `values`.
  /// - Complexity: O(`values.count`).
  public mutating func write(_ values: [UInt8]) {
    bytes.append(contentsOf: values)
  }

  /// Appends `values`.
  /// - Complexity: O(`values.count`).
  public mutating func write(_ values: Span<UInt8>) {
    unsafe values.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
  }

  /// Appends zeros until `count` is a multiple of `alignment` (1 or less: nothing to do).
  public mutating func pad(toMultipleOf alignment: Int) {
    guard alignment > 1, count % alignment != 0 else { return }
    bytes.append(contentsOf: repeatElement(0, count: alignment - count % alignment))
  }

  private mutating func writeInteger<T: FixedWidthInteger>(_ value: T, _ order: ByteOrder) {
    let count = MemoryLayout<T>.size
    for index in 0..<count {
      let shift = 8 * (order == .little ? index : count - 1 - index)
      bytes.append(UInt8(truncatingIfNeeded: value >> T(shift)))
    }
  }
}
