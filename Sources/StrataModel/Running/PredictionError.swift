/// Why a row was not answered.
public enum PredictionError: Error, Hashable, CustomStringConvertible {
  /// The row does not fit what the model has learned.
  case input(PreparationError)
  /// The network does not take it.
  case network(ModelError)

  /// One line: where, expected, got.
  public var description: String {
    switch self {
    case .input(let error): error.description
    case .network(let error): error.description
    }
  }
}
