import Strata
import StrataJSON

/// Proves that a file is whole and that its network computes what it did where it was saved.
enum VerifyCommand: Command {
  static let name = "verify"
  static let summary = "Check that a file is whole and computes what it did when it was saved"
  static let usage = ["verify MODEL.strata [--json]"]
  static let notes = [
    "Checks the structure, every checksum, the SHA-256 of every tensor, the content hash, and the",
    "golden vectors: a saved input and the output that the network must give for it.",
    "Exits with 0 if all of it holds and with 1 if the file is damaged or something does not hold.",
  ]
  static let options = [OptionSpec.json]
  static let examples = [
    Example("Check a file", "modeltool verify digits.strata"),
    Example("For a program", "modeltool verify digits.strata --json"),
    Example(
      "Before a service starts", "modeltool verify digits.strata > checks.txt && echo sound"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.operand("MODEL.strata")
    let isJSON = arguments.has("--json")
    do {
      let verification = try Verification(path: path, plugins: Plugins.registry)
      let report = VerificationReport(path: path, verification)
      try isJSON
        ? StandardOutput.print(report.json()) : StandardOutput.print(folding: report.text)
      return 0
    } catch let error as ModelFileError where error.isFailedCheck {
      if isJSON {
        try StandardOutput.print(VerificationReport.json(path: path, failure: error))
      } else {
        StandardOutput.complain(Failure.message(of: error))
      }
      return 1
    }
  }
}

extension ModelFileError {
  /// Whether the file was read and something in it does not hold. A file that is not there, asks for
  /// too much or needs a newer program was not checked.
  fileprivate var isFailedCheck: Bool {
    switch self {
    case .file(.damaged), .content, .golden, .model: true
    case .file, .weightsAlone: false
    }
  }
}
