import Strata
import StrataBytes
import StrataJSON

/// What an error says and the exit code it ends with.
enum Failure {
  static let usage: Int32 = 64
  static let badData: Int32 = 65
  static let noInput: Int32 = 66
  static let cannotWrite: Int32 = 73

  /// One line, with what would help behind it.
  static func message(of error: any Error) -> String {
    // What came from outside cannot break the line or speak to the terminal.
    let name = Screen.styled("modeltool:", .bold, .red, on: .errors)
    var text = "\(name) \("\(error)".printable)"
    if let error = error as? UsageError {
      text += error.command.map { "\nTry 'modeltool help \($0)'." } ?? "\nTry 'modeltool help'."
    }
    return text + "\n"
  }

  static func exitCode(of error: any Error) -> Int32 {
    switch error {
    case is UsageError: usage
    case let error as ByteError: code(error.cause)
    case let error as NumPyError: code(error.cause)
    case let error as ImageError: code(error.cause)
    case let error as StrataFileError: code(error.cause)
    case let error as ModelFileError: code(error.cause)
    case let error as ExchangeError: code(error.cause)
    case PluginLibraryError.programCannotLoad: usage
    case let error as PluginLibraryError: code(error.cause)
    case let error as FileProblem: exitCode(of: error.error)
    default: badData
    }
  }

  private static func code(_ cause: ByteError.Cause) -> Int32 {
    switch cause {
    case .missingInput: noInput
    case .badData: badData
    case .unwritableOutput: cannotWrite
    }
  }
}

/// Data that is not what it must be.
struct Mismatch: Error, CustomStringConvertible {
  let expected: String
  let got: String

  var description: String { "expected \(expected), got \(got)" }
}

/// An error and the file that it is about, where the error itself does not know.
struct FileProblem: Error, CustomStringConvertible {
  let path: String
  let error: any Error

  var description: String { "\(path == "-" ? "standard input" : path): \(error)" }

  /// Names the file in whatever error comes out of some work and does not name one.
  static func naming<Result>(_ path: String, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch {
      throw named(error, path)
    }
  }

  /// The error, with the file where it does not name one.
  static func named(_ error: any Error, _ path: String) -> any Error {
    switch error {
    case is ByteError, is NumPyError, is ImageError, is FileProblem, is UsageError: error
    case CSVError.bytes(let error): error
    case JSONLinesError.bytes(let error): error
    case ExchangeError.bytes(let error): error
    case let error as RowError where error.error is ImageError: error.error
    default: FileProblem(path: path, error: error)
    }
  }
}
