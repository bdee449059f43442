import Strata

/// Shows what a file holds.
enum InspectCommand: Command {
  static let name = "inspect"
  static let summary = "Show what a model file holds"
  static let usage = ["inspect MODEL.strata [--json | --textconv]"]
  static let notes = [
    "Works on files with layers that this program does not know, and on weights alone, too.",
    "With --textconv git shows what has changed in a model. In a repository:",
    "  echo '*.strata diff=strata' >> .gitattributes",
    "  git config diff.strata.textconv 'modeltool inspect --textconv'",
  ]
  static let options = [
    OptionSpec.json,
    OptionSpec("--textconv", nil, "print a line a fact, for programs that compare texts"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.operand("MODEL.strata")
    guard !arguments.has("--json") || !arguments.has("--textconv") else {
      throw UsageError("--json and --textconv exclude each other")
    }
    let reader = try StrataReader(path: path)
    if arguments.has("--textconv") {
      try StandardOutput.print(try FileFacts(reader).lines.map { $0 + "\n" }.joined())
    } else if reader.section(.architecture) == nil {
      let inspection = WeightsInspection(path: path, reader)
      try arguments.has("--json")
        ? StandardOutput.print(json: inspection) : StandardOutput.print(inspection.text)
    } else {
      let inspection = try Inspection(path: path, reader)
      try arguments.has("--json")
        ? StandardOutput.print(json: inspection) : StandardOutput.print(inspection.text)
    }
    return 0
  }
}
