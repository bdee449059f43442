/// What the header says of a tensor.
public struct SafeTensorsInfo: Hashable, Sendable {
  /// The name, any text. Names are told apart by their bytes.
  public let name: String
  /// How an element is stored.
  public let dtype: SafeTensorsDType
  /// The dimensions, row-major: the last one runs fastest. None for a scalar; any may be 0.
  public let shape: [Int]
  /// Where the elements begin, in bytes from the start of the file.
  public let offset: Int
  /// Bytes of the elements.
  public let byteCount: Int
}
