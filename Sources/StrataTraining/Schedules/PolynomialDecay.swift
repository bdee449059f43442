public import StrataPlugin
import StrataTensor

/// end + (1 − end) · (1 − epoch/epochs)^power, then `end`.
///
/// A straight line where the power is 1. PyTorch's `PolynomialLR` where the end is 0.
public struct PolynomialDecay: Schedule {
  /// `polynomial`.
  public static let kind = "polynomial"
  /// What a list of plugins says of it.
  public static let summary = "Down along a power of the part of the way that is left"

  /// Epochs on the way down, over 0.
  public let epochs: Double
  /// How the way is bent, over 0.
  public let power: Double
  /// The factor in the end, from 0 to 1.
  public let end: Double

  /// A way down of so many epochs.
  public init(epochs: Double, power: Double = 1, end: Double = 0) {
    self.epochs = epochs
    self.power = power
    self.end = end
  }

  private enum CodingKeys: CodingKey { case epochs, power, end }

  /// Reads `epochs`, which must be there, `power` (default 1) and `end` (0).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epochs = try container.decode(Double.self, forKey: .epochs)
    power = try container.decodeIfPresent(Double.self, forKey: .power) ?? 1
    end = try container.decodeIfPresent(Double.self, forKey: .end) ?? 0
    try check()
  }

  /// Refuses epochs and a power that are not over 0, and an end outside 0...1.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "epochs", epochs).requirePositive()
    try Hyperparameter(Self.kind, "power", power).requirePositive()
    try Hyperparameter(Self.kind, "end", end).requireShare()
  }

  /// end + (1 − end) · (1 − epoch/epochs)^power.
  public func factor(at time: TrainingTime) -> Double {
    let left = max(0, 1 - time.epoch / epochs)
    return end + (1 - end) * PortableFunctions.power(left, power)
  }
}

extension Schedule where Self == PolynomialDecay {
  /// A way down of so many epochs, straight or bent.
  public static func polynomial(
    epochs: Double, power: Double = 1, end: Double = 0
  ) -> PolynomialDecay { PolynomialDecay(epochs: epochs, power: power, end: end) }
}
