/// The number types that a tensor's elements can have, in memory or in a file.
public enum DType: String, Codable, Hashable, Sendable, CaseIterable {
  /// IEEE 754 binary32: what Strata computes in.
  case float32
  /// IEEE 754 binary64: what gradients are checked in.
  case float64
  /// IEEE 754 binary16.
  case float16
  /// The upper half of a binary32.
  case bfloat16
  /// 8 bits, two's complement.
  case int8
  /// 8 bits, unsigned.
  case uint8
  /// 32 bits, two's complement.
  case int32
  /// 64 bits, two's complement.
  case int64
  /// One byte, 0 or 1.
  case bool

  /// Bytes an element.
  public var byteCount: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .float16, .bfloat16: 2
    case .float32, .int32: 4
    case .float64, .int64: 8
    }
  }
}
