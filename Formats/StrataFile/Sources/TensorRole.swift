/// What a tensor is in the model. A code that this version does not know is kept as it is.
public struct TensorRole: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The code in the file.
  public let rawValue: UInt8

  /// The role of code `rawValue`, known or not.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Learned by training: a weight, a bias.
  public static let parameter = TensorRole(rawValue: 1)
  /// Part of the model, not learned by gradients: the means of a normalisation.
  public static let buffer = TensorRole(rawValue: 2)
  /// What the optimizer remembers: moments. Predicting does without it.
  public static let optimizer = TensorRole(rawValue: 3)
  /// A saved input or the output that it must give.
  public static let golden = TensorRole(rawValue: 4)
  /// What the integers of another tensor are multiplied by.
  public static let scale = TensorRole(rawValue: 5)
  /// The integer that stands for zero in another tensor.
  public static let zeroPoint = TensorRole(rawValue: 6)

  /// "parameter"; "role 77" for an unknown code.
  public var description: String {
    let names = ["parameter", "buffer", "optimizer", "golden", "scale", "zero point"]
    let index = Int(rawValue) - 1
    return names.indices.contains(index) ? names[index] : "role \(rawValue)"
  }
}
