public import StrataPlugin
import StrataTensor

/// Up to 1 and down to almost nothing, both along half a cosine, once in the whole training (L.
/// Smith and N. Topin, "Super-convergence: very fast training of neural networks using large
/// learning rates", 2017).
///
/// The optimizer's learning rate is the highest. PyTorch's `OneCycleLR(total_steps: epochs + 1,
/// pct_start: (rising · epochs + 1)/(epochs + 1))` with one step an epoch: there, too, the last
/// epoch has the lowest rate. Momentum stays as it is: `cycle_momentum` is false.
public struct OneCycle: Schedule {
  /// `oneCycle`.
  public static let kind = "oneCycle"
  /// What a list of plugins says of it.
  public static let summary = "Up and down to almost nothing, once in the whole training"

  /// Epochs of the whole cycle, over 0.
  public let epochs: Double
  /// The part of them on the way up, from 0 to 1.
  public let rising: Double
  /// The first factor, from 0 to 1.
  public let start: Double
  /// The last one, from 0 to 1.
  public let end: Double

  /// A cycle of so many epochs.
  public init(epochs: Double, rising: Double = 0.3, start: Double = 0.04, end: Double = 4e-6) {
    self.epochs = epochs
    self.rising = rising
    self.start = start
    self.end = end
  }

  private enum CodingKeys: CodingKey { case epochs, rising, start, end }

  /// Reads `epochs`, which must be there, `rising` (default 0.3), `start` (0.04) and `end` (4e-6).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epochs = try container.decode(Double.self, forKey: .epochs)
    rising = try container.decodeIfPresent(Double.self, forKey: .rising) ?? 0.3
    start = try container.decodeIfPresent(Double.self, forKey: .start) ?? 0.04
    end = try container.decodeIfPresent(Double.self, forKey: .end) ?? 4e-6
    try check()
  }

  /// Refuses epochs that are not over 0, and other numbers outside 0...1.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try Hyperparameter(Self.kind, "epochs", epochs).requirePositive()
    for (name, value) in [("rising", rising), ("start", start), ("end", end)] {
      try Hyperparameter(Self.kind, name, value).requireShare()
    }
  }

  /// From start to 1, then to the end; the end after all epochs.
  public func factor(at time: TrainingTime) -> Double {
    let part = time.epoch / epochs
    if part < rising { return Self.between(start, 1, part / rising) }
    guard part < 1 else { return end }
    return Self.between(1, end, (part - rising) / (1 - rising))
  }

  /// From a to b along half a cosine.
  private static func between(_ a: Double, _ b: Double, _ part: Double) -> Double {
    b + (a - b) * (1 + PortableFunctions.cosinePi(part)) / 2
  }
}

extension Schedule where Self == OneCycle {
  /// Up and down once in a training of so many epochs.
  public static func oneCycle(
    epochs: Double, rising: Double = 0.3, start: Double = 0.04, end: Double = 4e-6
  ) -> OneCycle { OneCycle(epochs: epochs, rising: rising, start: start, end: end) }
}
