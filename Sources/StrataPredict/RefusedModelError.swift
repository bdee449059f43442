public import StrataFile

/// Why a model is not taken in another's place, or for a type that was made of another.
public enum RefusedModelError: Error, CustomStringConvertible {
  /// It cannot be read, is damaged, or its network does not give what the file says it gives.
  case file(ModelFileError)
  /// It is a model of another interface: `- ` and what is gone, `+ ` and what is new.
  case interface(file: String, differences: [String])
  /// The program's own check refused it.
  case refused(file: String, reason: String)

  /// One line: which file, what.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .interface(let file, let differences):
      "\(file.onOneLine): the interface is another: "
        + differences.joined(separator: "; ").onOneLine
    case .refused(let file, let reason): "\(file.onOneLine): \(reason.onOneLine)"
    }
  }
}
