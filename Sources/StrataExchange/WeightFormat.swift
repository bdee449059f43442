/// A format that holds weights, known by the ending of a file's name.
public enum WeightFormat: String, CaseIterable, Hashable, Sendable {
  /// The model file, with a network or without.
  case strata
  /// Hugging Face's format.
  case safetensors
  /// NumPy's archive.
  case npz

  /// The format of a file, by its ending.
  /// - Throws: ``ExchangeError/format(path:)`` for any other.
  public init(path: String) throws(ExchangeError) {
    let ending = path.lastIndex(of: ".").map { String(path[path.index(after: $0)...]) }
    guard let format = ending.flatMap({ WeightFormat(rawValue: $0) }) else {
      throw .format(path: path)
    }
    self = format
  }

  /// Whether it has a place for notes.
  public var holdsMetadata: Bool { self != .npz }
}
