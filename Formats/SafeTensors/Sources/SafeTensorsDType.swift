/// How an element of a tensor is stored, by its name in the header. Elements are little-endian.
///
/// All dtypes of the library's version 0.8 are here, in its order: files hold the later ones first.
public enum SafeTensorsDType: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// One byte, 0 or 1.
  case bool = "BOOL"
  /// A float of 4 bits, two in a byte.
  case f4 = "F4"
  /// A float of 6 bits: 2 of exponent, 3 of mantissa.
  case f6e2m3 = "F6_E2M3"
  /// A float of 6 bits: 3 of exponent, 2 of mantissa.
  case f6e3m2 = "F6_E3M2"
  /// An integer from 0, below 2⁸.
  case u8 = "U8"
  /// An integer from −2⁷.
  case i8 = "I8"
  /// A float of 8 bits: 5 of exponent, 2 of mantissa.
  case f8e5m2 = "F8_E5M2"
  /// A float of 8 bits: 4 of exponent, 3 of mantissa, no infinities.
  case f8e4m3 = "F8_E4M3"
  /// A power of two: 8 bits of exponent.
  case f8e8m0 = "F8_E8M0"
  /// As `f8e4m3`, without −0.
  case f8e4m3fnuz = "F8_E4M3FNUZ"
  /// As `f8e5m2`, without infinities and −0.
  case f8e5m2fnuz = "F8_E5M2FNUZ"
  /// An integer from −2¹⁵.
  case i16 = "I16"
  /// An integer from 0, below 2¹⁶.
  case u16 = "U16"
  /// IEEE 754 binary16.
  case f16 = "F16"
  /// The upper half of a binary32.
  case bf16 = "BF16"
  /// An integer from −2³¹.
  case i32 = "I32"
  /// An integer from 0, below 2³².
  case u32 = "U32"
  /// IEEE 754 binary32.
  case f32 = "F32"
  /// A complex number: two binary32.
  case c64 = "C64"
  /// IEEE 754 binary64.
  case f64 = "F64"
  /// An integer from −2⁶³.
  case i64 = "I64"
  /// An integer from 0, below 2⁶⁴.
  case u64 = "U64"

  /// Bits an element.
  public var bitWidth: Int {
    switch self {
    case .f4: 4
    case .f6e2m3, .f6e3m2: 6
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3, .f8e8m0, .f8e4m3fnuz, .f8e5m2fnuz: 8
    case .i16, .u16, .f16, .bf16: 16
    case .i32, .u32, .f32: 32
    case .c64, .f64, .i64, .u64: 64
    }
  }

  /// The name in the header: "F32".
  public var description: String { rawValue }

  /// Bytes that a tensor of this dtype takes; nil for a negative dimension, for a product past `Int`
  /// (also if a dimension of 0 would hide that) and for bits that do not fill whole bytes.
  public func byteCount(of shape: [Int]) -> Int? {
    var bits = bitWidth
    var isEmpty = false
    for dimension in shape {
      guard dimension >= 0 else { return nil }
      if dimension == 0 {
        isEmpty = true
        continue
      }
      let (product, overflows) = bits.multipliedReportingOverflow(by: dimension)
      if overflows { return nil }
      bits = product
    }
    if isEmpty { return 0 }
    return bits % 8 == 0 ? bits / 8 : nil
  }

  /// The place in the order in which files hold tensors, the last first.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
