import Strata

/// Shows what differs between two files.
enum DiffCommand: Command {
  static let name = "diff"
  static let summary = "Show what differs between two model files"
  static let usage = ["diff OLD.strata NEW.strata [--json]"]
  static let notes = [
    "Compares network, preparation, labels, training, metadata and every tensor, bit by bit; how the",
    "content is packed does not count. Works on files with layers that this program does not know,",
    "and on weights alone, too. Exit code 0: the same, 1: different.",
  ]
  static let options = [OptionSpec.json]
  static let examples = [
    Example("What more training has changed", "modeltool diff first.strata digits.strata"),
    Example(
      "For a script: exit code 1 says that they differ",
      "modeltool diff first.strata digits.strata >/dev/null || echo different"),
    Example("For a program", "modeltool diff first.strata digits.strata --json"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let (old, new) = try arguments.operands("OLD.strata", "NEW.strata")
    let readers = (try StrataReader(path: old), try StrataReader(path: new))
    let difference = try ModelDifference(readers.0, readers.1)
    let output = DifferenceOutput(difference, readers.0, readers.1)
    try arguments.has("--json")
      ? StandardOutput.print(json: output) : StandardOutput.print(folding: output.text)
    return difference.isSame ? 0 : 1
  }
}
