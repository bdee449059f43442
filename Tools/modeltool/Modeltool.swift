import Strata

/// The command line: lists the commands, runs one, turns errors into one line and an exit code.
@main
enum Modeltool {
  static var commands: [any Command.Type] {
    [
      DemoCommand.self, NewCommand.self, TrainCommand.self, InspectCommand.self,
      DiffCommand.self, ConvertCommand.self, PredictCommand.self, EvaluateCommand.self,
      VerifyCommand.self, ReportCommand.self, ExplainCommand.self, BenchmarkCommand.self,
      PluginsCommand.self, CompletionsCommand.self,
    ]
  }

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    StandardOutput.exit(with: run(words))
  }

  private static func run(_ words: [String]) -> Int32 {
    do {
      return try dispatch(words)
    } catch {
      StandardOutput.complain(Failure.message(of: error))
      return Failure.exitCode(of: error)
    }
  }

  private static func dispatch(_ words: [String]) throws -> Int32 {
    if let problem = KernelSet.problem ?? WorkerPool.problem { throw UsageError(problem) }
    var words = words[...]
    let options = try GlobalOptions(takingFrom: &words)
    Screen.use(options.color)
    try Plugins.load(options.plugins)
    guard let word = words.first else {
      StandardOutput.complain(help)
      return Failure.usage
    }
    switch word {
    case "--version":
      let version = StrataBuild.current.version
      try StandardOutput.print("modeltool \(version) (kernels: \(KernelSet.current))\n")
      return 0
    case "help", "--help", "-h":
      guard let topic = words.dropFirst().first else {
        try StandardOutput.print(help)
        return 0
      }
      try StandardOutput.print(command(topic).help)
      return 0
    default:
      let command = try command(word)
      let rest = Array(words.dropFirst())
      if rest.contains("--help") || rest.contains("-h") {
        try StandardOutput.print(command.help)
        return 0
      }
      do {
        return try command.run(Arguments(rest, command.options))
      } catch var error as UsageError {
        error.command = command.name
        throw error
      }
    }
  }

  private static func command(_ word: String) throws -> any Command.Type {
    for command in commands where command.name == word { return command }
    let names = commands.map { $0.name }
    let near = names.filter { Arguments.distance(word, $0) <= 2 }
    let hint = near.isEmpty ? "" : "; did you mean '\(near[0])'?"
    throw UsageError("unknown command '\(word)'\(hint)")
  }

  private static var help: String {
    var page = HelpPage(width: Screen.columns() ?? HelpPage.standardWidth)
    page.paragraph("Train neural networks, keep each in one file, predict from it.")
    page.space()
    page.heading("usage:")
    page.form("modeltool [OPTION …] COMMAND …")
    page.space()
    page.heading("commands:")
    let width = commands.map { $0.name.count }.max() ?? 0
    for command in commands { page.definition(command.name, command.summary, headWidth: width) }
    page.definition("help", "Say more about a command: modeltool help COMMAND", headWidth: width)
    page.space()
    page.heading("options, before the command:")
    page.options(GlobalOptions.specs + [OptionSpec("--version", nil, "print the version")])
    page.space()
    page.heading("environment:")
    for (name, meaning) in environment { page.definition(name, meaning, headWidth: 14) }
    page.space()
    page.paragraph(
      "Exit codes: 0 done, 1 the answer is no, 64 wrong command line, 65 bad data, 66 no such input, "
        + "73 cannot write, 130 interrupted.")
    return page.text
  }

  private static let environment = [
    ("STRATA_THREADS", "how many threads to compute on; results do not depend on it"),
    ("STRATA_KERNELS", "which kernels to compute with: reference, avx2, avx512 or neon"),
    ("STRATA_PLUGINS", "libraries of plugins to load, separated by colons"),
    ("NO_COLOR", "not empty: no colours"),
  ]
}
