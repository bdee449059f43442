internal import StrataModel
internal import StrataTensor

/// How the weights of a network are kept in a file: the smaller, the coarser.
///
/// Rounding happens once, when a file is converted; from there every form is lossless: what is read
/// is what was stored, and saving it again gives the same bytes. Weights widen to 32 bits when they
/// are loaded. Buffers (such as the means of a normalisation) and, in `int8`, tensors of fewer than two
/// axes (such as biases) stay `f32`: they are small and want the precision.
///
/// | storage | bytes a weight | what is kept |
/// |---|---|---|
/// | `f32` | 4 | every bit |
/// | `f16` | 2 | 11 significant bits, up to 65,504, down to 6e-8 |
/// | `bf16` | 2 | 8 significant bits over the range of `f32` |
/// | `int8` | 1 | 255 steps for each index of the last axis (a channel), from −max to max |
///
/// Sizes are before packing.
public enum Storage: String, Sendable, CaseIterable, CustomStringConvertible {
  /// IEEE 754 binary32: nothing is lost.
  case f32
  /// IEEE 754 binary16, rounded to nearest, ties to even.
  case f16
  /// The upper half of binary32, rounded to nearest, ties to even.
  case bf16
  /// Whole numbers from −127 to 127 times a scale per channel, rounded to nearest, ties to even.
  case int8

  /// Its name, as options spell it.
  public var description: String { rawValue }

  /// A parameter in this storage; nil where it stays plain f32.
  /// - Throws: ``ModelFileError`` for a number that the storage cannot hold.
  func form(of parameter: Parameter) throws(ModelFileError) -> StoredForm? {
    guard parameter.isTrainable else { return nil }
    switch self {
    case .f32: return nil
    case .f16, .bf16: return try StoredForm(parameter, as: self == .f16 ? .f16 : .bf16)
    case .int8: return try StoredForm(quantising: parameter)
    }
  }
}
