/// What the index of a file says of a tensor, without unpacking it.
public struct TensorInfo: Sendable {
  /// The name, as in `TensorRecord`.
  public let name: String
  /// What it is in the model.
  public let role: TensorRole
  /// How an element is stored; the code may be unknown.
  public let dtype: StoredDType
  /// The dimensions, as in `TensorRecord`.
  public let dimensions: [Int]
  /// The number of elements, the product of the dimensions; the largest `Int` where that is more, as it may
  /// be for a dtype that is not known.
  public var count: Int {
    if dimensions.contains(0) { return 0 }
    return dimensions.reduce(1) { product, dimension in
      let (product, overflows) = product.multipliedReportingOverflow(by: dimension)
      return overflows ? .max : product
    }
  }
  /// Bytes of the unpacked elements.
  public let byteCount: Int
  /// Bytes that they take in the file.
  public let storedByteCount: Int
  /// Where those begin, from the start of the file.
  public let offset: Int
  /// SHA-256 of the unpacked elements.
  public let digest: [UInt8]
  /// The digest in 64 hexadecimal digits.
  public var digestText: String { hex(digest) }
  /// Why this version cannot read this tensor; nil if it can.
  public let refusal: String?
}
