public import StrataData
public import StrataLosses
public import StrataModel

/// A training that cannot begin or cannot go on.
public enum TrainingError: Error, Hashable, CustomStringConvertible {
  /// An argument is out of range.
  case argument(String, expected: String, got: String)
  /// The data does not fit the network.
  case data(expected: String, got: String)
  /// The data cannot be read.
  case source(DataError)
  /// The network cannot be trained.
  case model(ModelError)
  /// The loss cannot compare outputs and targets.
  case loss(LossError)
  /// The saved state does not fit the network or names a plugin that is not there.
  case state(String)
  /// The loss is no longer a finite number.
  case diverged(epoch: Int, step: Int, loss: Double)
  /// Something that was to be written on the way cannot be.
  case output(String)

  /// One line: what, expected, got.
  public var description: String {
    switch self {
    case .argument(let name, let expected, let got):
      "\(name): expected \(expected), got \(got)"
    case .data(let expected, let got): "data: expected \(expected), got \(got)"
    case .source(let error): error.description
    case .model(let error): error.description
    case .loss(let error): error.description
    case .state(let problem): "training state: \(problem)"
    case .diverged(let epoch, let step, let loss):
      "epoch \(epoch), step \(step): expected a finite loss, got \(loss); a smaller learning rate "
        + "may help"
    case .output(let problem): problem
    }
  }
}
