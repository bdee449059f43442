public import StrataPlugin

/// Where a training stands: all that going on needs beside the weights and what the optimizer
/// remembers of them. Plain data, so that a file can hold it without knowing the trainer.
public struct TrainingState: Hashable, Sendable {
  /// What is made small.
  public var loss: AnyPlugin
  /// What turns gradients into new weights.
  public var optimizer: AnyPlugin
  /// What people read beside the loss.
  public var metrics: [AnyPlugin]
  /// Samples a step.
  public var batchSize: Int
  /// What every random number depends on.
  public var seed: UInt64
  /// The share of the data that is kept for validation, from 0 up to below 1.
  public var validationSplit: Double
  /// The most that the gradients of all parameters together, taken as one vector, may measure; nil
  /// for no bound.
  public var clipNorm: Double?
  /// The most that a single gradient may be, up or down; nil for no bound.
  public var clipValue: Double?
  /// Epochs done.
  public var epoch: Int
  /// Steps done.
  public var step: Int
  /// The step after which the optimizer began: 0, unless another one was chosen on the way.
  public var optimizerStart: Int
  /// What each epoch gave.
  public var history: [EpochRecord]

  /// The state of a training.
  public init(
    loss: AnyPlugin, optimizer: AnyPlugin, metrics: [AnyPlugin], batchSize: Int, seed: UInt64,
    validationSplit: Double = 0, clipNorm: Double? = nil, clipValue: Double? = nil, epoch: Int = 0,
    step: Int = 0, optimizerStart: Int = 0, history: [EpochRecord] = []
  ) {
    self.loss = loss
    self.optimizer = optimizer
    self.metrics = metrics
    self.batchSize = batchSize
    self.seed = seed
    self.validationSplit = validationSplit
    self.clipNorm = clipNorm
    self.clipValue = clipValue
    self.epoch = epoch
    self.step = step
    self.optimizerStart = optimizerStart
    self.history = history
  }

  /// Whether a number can bound gradients: over 0 and finite, as a `Float` too.
  public static func isBound(_ bound: Double) -> Bool {
    Float(bound) > 0 && Float(bound).isFinite
  }
}

extension TrainingState: Codable {
  private enum Keys: CodingKey {
    case loss, optimizer, metrics, batchSize, seed, validationSplit, epoch, step, optimizerStart
    case history, clipNorm, clipValue
  }

  /// Reads a state; plugins of unknown kinds are kept as data.
  /// - Throws: `DecodingError`, and what the plugins' own `init(from:)` throw.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    loss = try AnyPlugin(.loss, from: container.superDecoder(forKey: .loss))
    optimizer = try AnyPlugin(.optimizer, from: container.superDecoder(forKey: .optimizer))
    var list = try container.nestedUnkeyedContainer(forKey: .metrics)
    metrics = []
    while !list.isAtEnd { metrics.append(try AnyPlugin(.metric, from: list.superDecoder())) }
    batchSize = try container.decode(Int.self, forKey: .batchSize)
    seed = try container.decode(UInt64.self, forKey: .seed)
    validationSplit = try container.decode(Double.self, forKey: .validationSplit)
    clipNorm = try container.decodeIfPresent(Double.self, forKey: .clipNorm)
    clipValue = try container.decodeIfPresent(Double.self, forKey: .clipValue)
    for bound in [clipNorm, clipValue].compactMap({ $0 }) where !Self.isBound(bound) {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription:
            "expected a bound of gradients over 0 and within the range of float32, got \(bound)"))
    }
    epoch = try container.decode(Int.self, forKey: .epoch)
    step = try container.decode(Int.self, forKey: .step)
    optimizerStart = try container.decodeIfPresent(Int.self, forKey: .optimizerStart) ?? 0
    history = try container.decodeIfPresent([EpochRecord].self, forKey: .history) ?? []
    // Random numbers count steps and epochs up to 2⁴⁸.
    let counts = 0..<1 << 48
    guard batchSize > 0, counts.contains(epoch), counts.contains(step),
      (0...step).contains(optimizerStart), validationSplit >= 0, validationSplit < 1
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "expected a batch size over 0, an epoch and a step in 0..<2⁴⁸ and a "
            + "validation split in 0..<1, got \(batchSize), \(epoch), \(step), \(validationSplit)"))
    }
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try loss.encode(to: container.superEncoder(forKey: .loss))
    try optimizer.encode(to: container.superEncoder(forKey: .optimizer))
    var list = container.nestedUnkeyedContainer(forKey: .metrics)
    for metric in metrics { try metric.encode(to: list.superEncoder()) }
    try container.encode(batchSize, forKey: .batchSize)
    try container.encode(seed, forKey: .seed)
    try container.encode(validationSplit, forKey: .validationSplit)
    try container.encodeIfPresent(clipNorm, forKey: .clipNorm)
    try container.encodeIfPresent(clipValue, forKey: .clipValue)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(step, forKey: .step)
    if optimizerStart != 0 { try container.encode(optimizerStart, forKey: .optimizerStart) }
    if !history.isEmpty { try container.encode(history, forKey: .history) }
  }
}
