public import StrataBytes
public import StrataModel

/// Why a file holds no model that can be used.
public enum ModelFileError: Error, CustomStringConvertible {
  /// The container cannot be read or written.
  case file(StrataFileError)
  /// A section's content is not what it should be.
  case content(file: String, part: String, reason: String)
  /// There is no network, only tensors: nothing can run.
  case weightsAlone(file: String)
  /// The network does not give the outputs that the file holds as a proof.
  case golden(file: String, GoldenProblem)
  /// The parts do not make a model.
  case model(file: String, ModelError)

  /// Whose problem it is: exit code 66, 65 or 73.
  public var cause: ByteError.Cause {
    if case .file(let error) = self { error.cause } else { .badData }
  }

  /// One line: which file, which part, what.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .content(let file, let part, let reason):
      "\(file.printable): \(part.printable): \(reason.printable)"
    case .weightsAlone(let file):
      "\(file.printable): holds weights alone, no network: put them into a model to run them "
        + "(modeltool convert --into)"
    case .golden(let file, let error): "\(file.printable): \(error.description.printable)"
    case .model(let file, let error): "\(file.printable): \(error)"
    }
  }
}
