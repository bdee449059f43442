/// A Swift type that a tensor can hold.
public protocol TensorElement: BitwiseCopyable, Hashable, Sendable {
  /// The element type's name in files and messages.
  static var dtype: DType { get }
  /// The value that a new buffer is filled with: all its bits are 0.
  static var zero: Self { get }
}

extension Float: TensorElement {
  /// `float32`.
  public static var dtype: DType { .float32 }
}
extension Double: TensorElement {
  /// `float64`.
  public static var dtype: DType { .float64 }
}
extension UInt8: TensorElement {
  /// `uint8`.
  public static var dtype: DType { .uint8 }
}
extension Int32: TensorElement {
  /// `int32`.
  public static var dtype: DType { .int32 }
}
