public import StrataModel

/// A model as a ``ModelStore`` hands it out. It stays what it is, however often the store goes on to
/// another.
public final class ServedModel: Sendable {
  /// Runs it.
  public let predictor: Predictor
  /// Notes for people, from its file.
  public let metadata: [String: String]
  /// Which model of its store it is, and how often it was asked for.
  public let version: ModelVersion

  init(_ predictor: Predictor, metadata: [String: String], _ version: ModelVersion) {
    self.predictor = predictor
    self.metadata = metadata
    self.version = version
  }
}
