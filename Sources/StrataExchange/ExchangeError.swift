public import StrataBytes
public import StrataFile
public import StrataNumPy
public import StrataSafeTensors

/// Why weights cannot be read, written, or put into a model.
public enum ExchangeError: Error, CustomStringConvertible {
  /// The ending of a name tells no format.
  case format(path: String)
  /// A file of rules cannot be read.
  case bytes(ByteError)
  /// A `.strata` file cannot be read or written.
  case strata(StrataFileError)
  /// A model file cannot be read.
  case model(ModelFileError)
  /// A safetensors file cannot be read or written.
  case safetensors(SafeTensorsError)
  /// An archive cannot be read or written.
  case numPy(NumPyError)
  /// A tensor of a file cannot be taken over.
  case tensor(file: String, name: String, expected: String, got: String)
  /// A file has more than the caller allows.
  case limit(file: String, what: String, limit: Int, got: Int)
  /// The notes of a file cannot be read.
  case metadata(file: String, reason: String)
  /// A rule of a map, or a pattern, cannot be understood.
  case rule(String, expected: String, got: String)
  /// The weights do not fit the model; the report says all that is wrong.
  case unfit(ImportReport)

  /// Whose problem it is: exit code 66, 65 or 73.
  public var cause: ByteError.Cause {
    switch self {
    case .bytes(let error): error.cause
    case .strata(let error): error.cause
    case .model(let error): error.cause
    case .safetensors(let error): error.cause
    case .numPy(let error): error.cause
    default: .badData
    }
  }

  /// One line: where, expected, got.
  public var description: String {
    switch self {
    case .format(let path):
      "\(path.printable): expected a name that ends in "
        + WeightFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
    case .bytes(let error): error.description
    case .strata(let error): error.description
    case .model(let error): error.description
    case .safetensors(let error): error.description
    case .numPy(let error): error.description
    case .tensor(let file, let name, let expected, let got):
      "\(file.printable): tensor '\(name.printable)': expected \(expected), got \(got.printable)"
    case .limit(let file, let what, let limit, let got):
      "\(file.printable): \(what): expected at most \(limit), got \(got)"
    case .metadata(let file, let reason): "\(file.printable): metadata: \(reason.printable)"
    case .rule(let rule, let expected, let got):
      "rule '\(rule.printable)': expected \(expected), got \(got.printable)"
    case .unfit(let report): report.summary
    }
  }
}

/// Runs a body whose errors are of one format.
func wrapping<Failure: Error, Result: ~Copyable>(
  _ wrap: (Failure) -> ExchangeError, _ body: () throws(Failure) -> Result
) throws(ExchangeError) -> Result {
  do throws(Failure) {
    return try body()
  } catch {
    throw wrap(error)
  }
}
