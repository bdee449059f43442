/// How an element of a tensor is stored. Elements are little-endian.
///
/// A code that this version does not know is kept as it is: the tensor is listed, not read.
public struct StoredDType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The code in the file.
  public let rawValue: UInt8

  /// The dtype of code `rawValue`, known or not.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// IEEE 754 binary32.
  public static let f32 = StoredDType(rawValue: 1)
  /// IEEE 754 binary64.
  public static let f64 = StoredDType(rawValue: 2)
  /// IEEE 754 binary16.
  public static let f16 = StoredDType(rawValue: 3)
  /// The upper half of a binary32.
  public static let bf16 = StoredDType(rawValue: 4)
  /// An integer from −2⁷.
  public static let i8 = StoredDType(rawValue: 5)
  /// An integer from −2¹⁵.
  public static let i16 = StoredDType(rawValue: 6)
  /// An integer from −2³¹.
  public static let i32 = StoredDType(rawValue: 7)
  /// An integer from −2⁶³.
  public static let i64 = StoredDType(rawValue: 8)
  /// An integer from 0, below 2⁸.
  public static let u8 = StoredDType(rawValue: 9)
  /// An integer from 0, below 2¹⁶.
  public static let u16 = StoredDType(rawValue: 10)
  /// An integer from 0, below 2³².
  public static let u32 = StoredDType(rawValue: 11)
  /// An integer from 0, below 2⁶⁴.
  public static let u64 = StoredDType(rawValue: 12)
  /// One byte, 0 or 1.
  public static let bool = StoredDType(rawValue: 13)

  /// An integer from −127 to 127, times the scale of its channel: its index along the last dimension.
  /// The scales stand behind the tensor, in one of role ``TensorRole/scale`` and f32.
  public static let q8 = StoredDType(rawValue: 14)

  /// Every dtype that this version reads and writes.
  public static let all: [StoredDType] = table.map { StoredDType(rawValue: $0.code) }

  /// Bytes an element; nil for an unknown code.
  public var byteWidth: Int? { known?.width }

  /// "f32"; "dtype 77" for an unknown code.
  public var description: String { known?.name ?? "dtype \(rawValue)" }

  /// The version of the format that brought it.
  var version: FileVersion { self == .q8 ? .newest : .oldest }

  /// The order of bits in which it is packed best.
  var transform: PlaneTransform { known?.transform ?? .none }

  private typealias Known = (code: UInt8, name: String, width: Int, transform: PlaneTransform)

  private static let table: [Known] = [
    (1, "f32", 4, .exponentFirst), (2, "f64", 8, .rotated), (3, "f16", 2, .rotated),
    (4, "bf16", 2, .exponentFirst), (5, "i8", 1, .none), (6, "i16", 2, .none),
    (7, "i32", 4, .none), (8, "i64", 8, .none), (9, "u8", 1, .none), (10, "u16", 2, .none),
    (11, "u32", 4, .none), (12, "u64", 8, .none), (13, "bool", 1, .none),
    (14, "q8", 1, .none),
  ]

  private var known: Known? {
    Self.table.first { $0.code == rawValue }
  }
}
