import Strata
import StrataJSON

/// Lists the plugins that there are.
enum PluginsCommand: Command {
  static let name = "plugins"
  static let summary = "List the kinds of layers, losses, optimizers and so on"
  static let usage = ["plugins [FAMILY …] [--json]"]
  static let notes = [
    "Each kind with its version and what it is; below it the parameters that a network file may give",
    "it, with their defaults. A * marks one that must be given. FAMILY is one of layer, activation,",
    "initializer, constraint, loss, optimizer, schedule, metric and data-reader. Kinds of libraries",
    "that --plugin loads are listed too.",
  ]
  static let options = [
    OptionSpec("--json", nil, "print a JSON array, an object a kind")
  ]
  static let examples = [
    Example("Every kind", "modeltool plugins"),
    Example("The optimizers", "modeltool plugins optimizer"),
    Example("For a program", "modeltool plugins layer activation --json"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let registry = Plugins.registry
    let asked = try arguments.operands.map { word in
      guard let family = registry.families.first(where: { self.word($0) == word }) else {
        throw UsageError(
          "expected a family, one of \(registry.families.map(self.word).joined(separator: ", ")), "
            + "got '\(word)'")
      }
      return family
    }
    let families = asked.isEmpty ? registry.families : asked
    let entries = families.flatMap { family in
      registry.kinds(of: family).compactMap { PluginEntry(family, kind: $0, in: registry) }
    }
    try arguments.has("--json")
      ? StandardOutput.print(json: entries)
      : StandardOutput.print(PluginPage(entries).text)
    return 0
  }

  /// A family as one word of a command line.
  private static func word(_ family: PluginFamily) -> String {
    String(family.name.map { $0 == " " ? "-" : $0 })
  }
}
