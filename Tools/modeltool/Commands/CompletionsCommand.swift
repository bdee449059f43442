import Strata

/// Writes what a shell needs to complete command lines.
enum CompletionsCommand: Command {
  static let name = "completions"
  static let summary = "Print what bash, zsh or fish needs to complete command lines"
  static let usage = ["completions bash|zsh|fish"]
  static let notes = [
    "In a shell's start-up file:",
    "  bash  source <(modeltool completions bash)",
    "  zsh   source <(modeltool completions zsh)      # behind compinit",
    "  fish  modeltool completions fish | source",
  ]
  static let examples = [
    Example("For bash", "modeltool completions bash > modeltool.bash"),
    Example("For zsh", "modeltool completions zsh > _modeltool"),
    Example("For fish", "modeltool completions fish > modeltool.fish"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let shell = try arguments.operand("bash, zsh or fish")
    let completions = Completions(Modeltool.commands, registry: Plugins.registry)
    switch shell {
    case "bash": try StandardOutput.print(completions.bash)
    case "zsh": try StandardOutput.print(completions.zsh)
    case "fish": try StandardOutput.print(completions.fish)
    default: throw UsageError("expected bash, zsh or fish, got '\(shell)'")
    }
    return 0
  }
}
