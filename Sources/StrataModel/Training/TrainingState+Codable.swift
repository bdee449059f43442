import StrataPlugin

extension TrainingState: Codable {
  private enum Keys: CodingKey {
    case loss, losses, reduction, classWeights, optimizer, schedule, groups, averaging, metrics
    case batchSize, gradientAccumulation, seed, validationSplit, clipNorm, clipValue
    case epoch, lastEpoch, step, optimizerStart, optimizerNumbers, partial, bestEpoch, history
  }

  /// Reads a state; plugins of unknown kinds are kept as data.
  /// - Throws: `DecodingError`, and what the plugins' own `init(from:)` throw.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let several = try container.decodeIfPresent([OutputLoss].self, forKey: .losses)
    let loss =
      try several?.first?.loss ?? AnyPlugin(.loss, from: container.superDecoder(forKey: .loss))
    var list = try container.nestedUnkeyedContainer(forKey: .metrics)
    var metrics: [AnyPlugin] = []
    while !list.isAtEnd { metrics.append(try AnyPlugin(.metric, from: list.superDecoder())) }
    self.init(
      loss: loss,
      optimizer: try AnyPlugin(.optimizer, from: container.superDecoder(forKey: .optimizer)),
      metrics: metrics, batchSize: try container.decode(Int.self, forKey: .batchSize),
      seed: try container.decode(UInt64.self, forKey: .seed),
      validationSplit: try container.decode(Double.self, forKey: .validationSplit),
      clipNorm: try container.decodeIfPresent(Double.self, forKey: .clipNorm),
      clipValue: try container.decodeIfPresent(Double.self, forKey: .clipValue),
      epoch: try container.decode(Int.self, forKey: .epoch),
      step: try container.decode(Int.self, forKey: .step),
      optimizerStart: try container.decodeIfPresent(Int.self, forKey: .optimizerStart) ?? 0,
      history: try container.decodeIfPresent([EpochRecord].self, forKey: .history) ?? [])
    if let several { losses = several }
    reduction = try container.decodeIfPresent(Reduction.self, forKey: .reduction) ?? .mean
    classWeights = try container.decodeIfPresent([Float].self, forKey: .classWeights)
    if container.contains(.schedule) {
      schedule = try AnyPlugin(.schedule, from: container.superDecoder(forKey: .schedule))
    }
    groups = try container.decodeIfPresent([ParameterGroup].self, forKey: .groups) ?? []
    averaging = try container.decodeIfPresent(Double.self, forKey: .averaging)
    gradientAccumulation =
      try container.decodeIfPresent(Int.self, forKey: .gradientAccumulation) ?? 1
    lastEpoch = try container.decodeIfPresent(Int.self, forKey: .lastEpoch)
    optimizerNumbers = try container.decodeIfPresent([Double].self, forKey: .optimizerNumbers) ?? []
    partial = try container.decodeIfPresent(PartialEpoch.self, forKey: .partial)
    bestEpoch = try container.decodeIfPresent(Int.self, forKey: .bestEpoch)
    if let problem {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }

  /// What cannot be in a file; the trainer refuses what is left.
  private var problem: String? {
    for bound in [clipNorm, clipValue].compactMap(\.self) where !Self.isBound(bound) {
      return "expected a bound of gradients over 0 and within the range of float32, got \(bound)"
    }
    // Random numbers count steps and epochs up to 2⁴⁸.
    let counts = 0..<1 << 48
    guard batchSize > 0, gradientAccumulation > 0, counts.contains(epoch), counts.contains(step),
      (0...step).contains(optimizerStart), validationSplit >= 0, validationSplit < 1
    else {
      return "expected a batch size over 0, an epoch and a step in 0..<2⁴⁸ and a validation split "
        + "in 0..<1, got \(batchSize), \(epoch), \(step), \(validationSplit)"
    }
    if let lastEpoch, lastEpoch <= epoch {
      return "expected a last epoch over \(epoch), the epochs done, got \(lastEpoch)"
    }
    if let partial {
      guard counts.contains(partial.steps), counts.contains(partial.samples) else {
        return "expected steps and samples of an epoch in 0..<2⁴⁸, got \(partial.steps) and "
          + "\(partial.samples)"
      }
    }
    guard !losses.isEmpty else { return "expected a loss, got none" }
    return nil
  }

  /// Writes what `init(from:)` reads; what is as usual is left out.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    if losses.count == 1, losses[0].weight == 1 {
      try loss.encode(to: container.superEncoder(forKey: .loss))
    } else {
      try container.encode(losses, forKey: .losses)
    }
    if reduction != .mean { try container.encode(reduction, forKey: .reduction) }
    try container.encodeIfPresent(classWeights, forKey: .classWeights)
    try optimizer.encode(to: container.superEncoder(forKey: .optimizer))
    if let schedule { try schedule.encode(to: container.superEncoder(forKey: .schedule)) }
    if !groups.isEmpty { try container.encode(groups, forKey: .groups) }
    try container.encodeIfPresent(averaging, forKey: .averaging)
    var list = container.nestedUnkeyedContainer(forKey: .metrics)
    for metric in metrics { try metric.encode(to: list.superEncoder()) }
    try container.encode(batchSize, forKey: .batchSize)
    if gradientAccumulation != 1 {
      try container.encode(gradientAccumulation, forKey: .gradientAccumulation)
    }
    try container.encode(seed, forKey: .seed)
    try container.encode(validationSplit, forKey: .validationSplit)
    try container.encodeIfPresent(clipNorm, forKey: .clipNorm)
    try container.encodeIfPresent(clipValue, forKey: .clipValue)
    try container.encode(epoch, forKey: .epoch)
    try container.encodeIfPresent(lastEpoch, forKey: .lastEpoch)
    try container.encode(step, forKey: .step)
    if optimizerStart != 0 { try container.encode(optimizerStart, forKey: .optimizerStart) }
    if !optimizerNumbers.isEmpty {
      try container.encode(optimizerNumbers, forKey: .optimizerNumbers)
    }
    try container.encodeIfPresent(partial, forKey: .partial)
    try container.encodeIfPresent(bestEpoch, forKey: .bestEpoch)
    if !history.isEmpty { try container.encode(history, forKey: .history) }
  }
}
