/// A tensor as a file holds it: a name, what it is, and its bytes.
public struct TensorRecord: Sendable, Equatable {
  /// 1 to 512 bytes of UTF-8 without control characters. Names are compared as bytes.
  public var name: String
  /// What it is in the model.
  public var role: TensorRole
  /// How an element is stored.
  public var dtype: StoredDType
  /// Row-major, the last dimension runs fastest; none for a scalar; any of them may be 0.
  public var dimensions: [Int]
  /// The elements, little-endian: the product of the dimensions times the width of the dtype.
  public var bytes: [UInt8]

  /// A record; whether it keeps the rules of the format is checked when it is written.
  public init(
    name: String, role: TensorRole = .parameter, dtype: StoredDType, dimensions: [Int],
    bytes: [UInt8]
  ) {
    self.name = name
    self.role = role
    self.dtype = dtype
    self.dimensions = dimensions
    self.bytes = bytes
  }

  /// Equal to the last bit, also in the bytes of the name.
  public static func == (a: TensorRecord, b: TensorRecord) -> Bool {
    a.name.utf8.elementsEqual(b.name.utf8) && a.role == b.role && a.dtype == b.dtype
      && a.dimensions == b.dimensions && a.bytes == b.bytes
  }
}
