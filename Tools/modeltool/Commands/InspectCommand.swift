import Strata
import StrataJSON

/// Shows what a file holds.
enum InspectCommand: Command {
  static let name = "inspect"
  static let summary = "Show what a model file holds"
  static let usage = ["inspect MODEL.strata [--json]"]
  static let notes = ["Works on files with layers that this program does not know, too."]
  static let options = [OptionSpec.json]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.operand("MODEL.strata")
    let inspection = try Inspection(path: path)
    if arguments.has("--json") {
      let json = try JSONWriter.encode(inspection, options: .init(layout: .pretty))
      try StandardOutput.print(String(decoding: json, as: UTF8.self) + "\n")
    } else {
      try StandardOutput.print(inspection.text)
    }
    return 0
  }
}
