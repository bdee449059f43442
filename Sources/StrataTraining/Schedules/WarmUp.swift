public import StrataPlugin

/// From `start` in a straight line to 1; then what another schedule says, which begins there.
///
/// PyTorch's `LinearLR`, then another, joined by `SequentialLR` (P. Goyal et al., "Accurate, large
/// minibatch SGD: training ImageNet in 1 hour", 2017).
public struct WarmUp: Schedule {
  /// `warmUp`.
  public static let kind = "warmUp"
  /// What a list of plugins says of it.
  public static let summary = "From a small start to 1, then what another schedule says"

  /// Epochs on the way up, over 0.
  public let epochs: Double
  /// The first factor, from 0 to 1.
  public let start: Double
  /// What comes after: a schedule for which time begins when the way up ends.
  public let then: AnyPlugin
  /// The same, at hand: nothing has to be looked up at each step. Nil if it is not.
  private let next: (any Schedule)?

  /// A way up of so many epochs before another schedule.
  public init(
    epochs: Double, start: Double = 0.1, then schedule: some Schedule = ConstantRate()
  ) {
    self.epochs = epochs
    self.start = start
    then = AnyPlugin(schedule)
    next = schedule
  }

  /// Equal in what is written to a file.
  public static func == (a: WarmUp, b: WarmUp) -> Bool {
    a.epochs == b.epochs && a.start == b.start && a.then == b.then
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(epochs)
    hasher.combine(start)
    hasher.combine(then)
  }

  private enum CodingKeys: CodingKey { case epochs, start, then }

  /// Reads `epochs`, which must be there, `start` (default 0.1) and `then` (`constant`).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epochs = try container.decode(Double.self, forKey: .epochs)
    start = try container.decodeIfPresent(Double.self, forKey: .start) ?? 0.1
    then =
      container.contains(.then)
      ? try AnyPlugin(.schedule, from: container.superDecoder(forKey: .then))
      : AnyPlugin(ConstantRate())
    next = (try? then.plugin) as? any Schedule
    try checkNumbers()
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epochs, forKey: .epochs)
    try container.encode(start, forKey: .start)
    try then.encode(to: container.superEncoder(forKey: .then))
  }

  /// Refuses epochs that are not over 0, a start outside 0...1, and what the other schedule
  /// refuses.
  /// - Throws: `PluginError`, also for another schedule that is not at hand.
  public func check() throws(PluginError) {
    try checkNumbers()
    guard let schedule = try then.plugin as? any Schedule else {
      throw .invalid(
        kind: Self.kind, parameter: "then", expected: "a schedule",
        got: "the \(then.family) '\(then.kind)'")
    }
    try schedule.check()
  }

  /// An unknown schedule can be kept, but not run.
  private func checkNumbers() throws(PluginError) {
    try Hyperparameter(Self.kind, "epochs", epochs).requirePositive()
    try Hyperparameter(Self.kind, "start", start).requireShare()
  }

  /// start + (1 − start) · epoch/epochs, then what the other schedule says.
  public func factor(at time: TrainingTime) -> Double {
    guard time.epoch >= epochs else { return start + (1 - start) * (time.epoch / epochs) }
    // What is not at hand was refused before.
    return next?.factor(at: time.after(epochs: epochs)) ?? 1
  }
}

extension Schedule where Self == WarmUp {
  /// From `start` in a straight line to 1; then what another schedule says, which begins there.
  public static func warmUp(
    epochs: Double, start: Double = 0.1, then schedule: some Schedule = ConstantRate()
  ) -> WarmUp { WarmUp(epochs: epochs, start: start, then: schedule) }
}
