public import StrataModel

/// Why a ``BatchingPredictor`` gives no answer.
public enum BatchingError: Error, Hashable, CustomStringConvertible {
  /// As many requests wait as may: the service has more to do than it can. Try again later.
  case full(limit: Int)
  /// The deadline passed before the request's turn came.
  case deadlinePassed
  /// The task was cancelled before the request's turn came.
  case cancelled
  /// The request itself does not fit the model.
  case refused(PredictionError)

  /// One line: what, expected, got.
  public var description: String {
    switch self {
    case .full(let limit): "batching: expected at most \(limit) waiting requests, got another"
    case .deadlinePassed: "batching: the deadline passed before the request's turn came"
    case .cancelled: "batching: the request was cancelled"
    case .refused(let error): error.description
    }
  }
}
