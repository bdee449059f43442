public import StrataPlugin
import StrataTensor

/// minimum + (1 − minimum) · (1 + cos(π · p))/2, where p is the part of the way that is done.
///
/// Without restarts p stays 1 after `epochs`: PyTorch's `CosineAnnealingLR` up to there. With
/// restarts the factor jumps back to 1 after `epochs`, and the next way is `lengthening` times as
/// long: PyTorch's `CosineAnnealingWarmRestarts` (I. Loshchilov and F. Hutter, "SGDR: stochastic
/// gradient descent with warm restarts", ICLR 2017).
public struct CosineDecay: Schedule {
  /// `cosine`.
  public static let kind = "cosine"
  /// What a list of plugins says of it.
  public static let summary = "Down along half a cosine"

  /// Epochs of the way down, or of the first one; over 0.
  public let epochs: Double
  /// The factor in the end, from 0 to 1.
  public let minimum: Double
  /// How many times as long each way down is as the one before, from 1 on; nil for a single way.
  public let lengthening: Int?

  /// A way down of so many epochs, or several of them.
  public init(epochs: Double, minimum: Double = 0, lengthening: Int? = nil) {
    self.epochs = epochs
    self.minimum = minimum
    self.lengthening = lengthening
  }

  private enum CodingKeys: CodingKey { case epochs, minimum, lengthening }

  /// Reads `epochs`, which must be there, `minimum` (default 0) and `lengthening` (none: no
  /// restarts).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epochs = try container.decode(Double.self, forKey: .epochs)
    minimum = try container.decodeIfPresent(Double.self, forKey: .minimum) ?? 0
    lengthening = try container.decodeIfPresent(Int.self, forKey: .lengthening)
    try check()
  }

  /// Refuses epochs that are not over 0, a minimum outside 0...1 and ways that become shorter.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "epochs", epochs).requirePositive()
    try Hyperparameter(Self.kind, "minimum", minimum).requireShare()
    if let lengthening, lengthening < 1 {
      throw .invalid(
        kind: Self.kind, parameter: "lengthening", expected: "a whole number of at least 1",
        got: "\(lengthening)")
    }
  }

  /// minimum + (1 − minimum) · (1 + cos(π · p))/2.
  public func factor(at time: TrainingTime) -> Double {
    minimum + (1 - minimum) * (1 + PortableFunctions.cosinePi(part(at: time.epoch))) / 2
  }

  private func part(at epoch: Double) -> Double {
    guard let lengthening else { return min(1, epoch / epochs) }
    if lengthening == 1 {
      let ways = epoch / epochs
      return ways - ways.rounded(.down)
    }
    // At least twice as long each time: soon there.
    var (left, length) = (epoch, epochs)
    while left >= length {
      left -= length
      length *= Double(lengthening)
    }
    return left / length
  }
}

extension Schedule where Self == CosineDecay {
  /// A way down of so many epochs along a cosine.
  public static func cosine(epochs: Double, minimum: Double = 0) -> CosineDecay {
    CosineDecay(epochs: epochs, minimum: minimum)
  }

  /// Ways down along a cosine, one after the other, the first of so many epochs, each `lengthening`
  /// times as long as the one before.
  public static func cosineRestarts(
    epochs: Double, minimum: Double = 0, lengthening: Int = 1
  ) -> CosineDecay { CosineDecay(epochs: epochs, minimum: minimum, lengthening: lengthening) }
}
