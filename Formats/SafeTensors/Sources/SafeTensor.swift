/// A tensor as a file holds it: a name and bytes.
public struct SafeTensor: Sendable, Equatable {
  /// The name, any text but `__metadata__`. Names are told apart by their bytes.
  public var name: String
  /// How an element is stored.
  public var dtype: SafeTensorsDType
  /// The dimensions, row-major: the last one runs fastest. None for a scalar; any may be 0.
  public var shape: [Int]
  /// The elements, little-endian.
  public var bytes: [UInt8]

  /// A tensor; whether bytes and shape agree is checked when it is written.
  public init(name: String, dtype: SafeTensorsDType, shape: [Int], bytes: [UInt8]) {
    self.name = name
    self.dtype = dtype
    self.shape = shape
    self.bytes = bytes
  }

  /// Equal to the last bit, also in the bytes of the name.
  public static func == (a: SafeTensor, b: SafeTensor) -> Bool {
    a.name.utf8.elementsEqual(b.name.utf8) && a.dtype == b.dtype && a.shape == b.shape
      && a.bytes == b.bytes
  }
}
