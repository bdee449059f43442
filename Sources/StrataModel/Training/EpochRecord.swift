import StrataPlugin

/// What one epoch of a training gave.
public struct EpochRecord: Hashable, Sendable {
  /// A metric's name and value.
  public struct Measure: Hashable, Sendable {
    /// The metric's kind.
    public let name: String
    /// Its value over the whole set.
    public var value: Double

    /// A metric's name and value.
    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// The epoch's number, from 1.
  public let epoch: Int
  /// The mean loss over the epoch's samples, each as it was when its batch was computed.
  public let loss: Double
  /// The metrics over the same.
  public let metrics: [Measure]
  /// The mean loss over the validation data, after the epoch.
  public let validationLoss: Double?
  /// The metrics over the validation data, after the epoch.
  public let validationMetrics: [Measure]

  /// What one epoch gave.
  public init(
    epoch: Int, loss: Double, metrics: [Measure], validationLoss: Double? = nil,
    validationMetrics: [Measure] = []
  ) {
    self.epoch = epoch
    self.loss = loss
    self.metrics = metrics
    self.validationLoss = validationLoss
    self.validationMetrics = validationMetrics
  }

  /// Every number with its name, in order: `loss`, the metrics, and the same over the validation data
  /// as `validationLoss`, `validationAccuracy` and so on.
  public var values: [Measure] {
    func validation(_ name: String) -> String {
      "validation" + name.prefix(1).uppercased() + name.dropFirst()
    }
    var values = [Measure("loss", loss)] + metrics
    if let validationLoss { values.append(Measure("validationLoss", validationLoss)) }
    return values + validationMetrics.map { Measure(validation($0.name), $0.value) }
  }
}

extension EpochRecord: Codable {
  private enum Keys: CodingKey { case epoch, loss, metrics, validationLoss, validationMetrics }

  /// Reads a record.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    func measures(_ key: Keys) throws -> [Measure] {
      guard container.contains(key) else { return [] }
      let values = try container.nestedContainer(keyedBy: AnyCodingKey.self, forKey: key)
      return try values.allKeys.map {
        Measure($0.stringValue, try values.decode(Double.self, forKey: $0))
      }
    }
    self.init(
      epoch: try container.decode(Int.self, forKey: .epoch),
      loss: try container.decode(Double.self, forKey: .loss), metrics: try measures(.metrics),
      validationLoss: try container.decodeIfPresent(Double.self, forKey: .validationLoss),
      validationMetrics: try measures(.validationMetrics))
  }

  /// Writes a record, each metric under its name. A number that is not finite is left out: JSON has
  /// none, and a training is not to be lost for what it measured.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    func write(_ measures: [Measure], _ key: Keys) throws {
      let measures = measures.filter(\.value.isFinite)
      guard !measures.isEmpty else { return }
      var values = container.nestedContainer(keyedBy: AnyCodingKey.self, forKey: key)
      for measure in measures {
        try values.encode(measure.value, forKey: AnyCodingKey(measure.name))
      }
    }
    try container.encode(epoch, forKey: .epoch)
    try container.encode(loss, forKey: .loss)
    try write(metrics, .metrics)
    if let validationLoss, validationLoss.isFinite {
      try container.encode(validationLoss, forKey: .validationLoss)
    }
    try write(validationMetrics, .validationMetrics)
  }
}
