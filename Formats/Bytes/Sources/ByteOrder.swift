/// Which byte of a number comes first.
public enum ByteOrder: Sendable {
  /// The least significant byte first, as in `.strata`, NumPy and safetensors.
  case little
  /// The most significant byte first, as in IDX.
  case big
}
