/// What was learned from data to prepare it, so that predicting needs the model's file alone.
///
/// It turns what a person has (named columns, an 8-bit image) into the network's input, and the
/// network's output into an answer (a label with its probability, a price in euros). It is written as
/// `{"input": {"columns": […]}, "target": {"classes": {…}}}`.
public struct Preparation: Hashable, Sendable {
  /// What turns raw data into the network's input.
  public let input: InputPreparation
  /// What turns the network's output into an answer, if it is known.
  public let target: TargetPreparation?

  /// What was learned from data.
  /// - Throws: ``PreparationError/invalid(part:expected:got:)`` for what cannot be: no column, two
  ///   columns or labels of one name, a deviation that is not over 0, a number that is not finite, a
  ///   target that is an input too.
  public init(
    input: InputPreparation, target: TargetPreparation? = nil
  ) throws(PreparationError) {
    try input.check()
    try target?.check()
    if case .columns(let columns) = input {
      let targets = target?.names ?? []
      if let name = ExactText.firstRepeated(in: columns.map(\.name) + targets) {
        throw .invalid(
          part: "column \(quoted(name))", expected: "an input or a target", got: "both")
      }
    }
    self.input = input
    self.target = target
  }
}

extension Preparation: Codable {
  private enum Keys: CodingKey { case input, target }

  /// Reads a preparation and checks it.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let input = try container.decode(InputPreparation.self, forKey: .input)
    let target = try container.decodeIfPresent(TargetPreparation.self, forKey: .target)
    self = try decoder.checked { () throws(PreparationError) in
      try Preparation(input: input, target: target)
    }
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(input, forKey: .input)
    try container.encodeIfPresent(target, forKey: .target)
  }
}

extension Decoder {
  /// What `body` gives; its error becomes the decoder's, with the place in the file.
  func checked<Value>(_ body: () throws(PreparationError) -> Value) throws -> Value {
    do throws(PreparationError) {
      return try body()
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: codingPath, debugDescription: error.description))
    }
  }
}
