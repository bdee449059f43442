import Strata

/// The command line: lists the commands, runs one, turns errors into one line and an exit code.
@main
enum Modeltool {
  /// The tool's version, and the package's.
  static let version = "0.1.0"

  static var commands: [any Command.Type] {
    [
      DemoCommand.self, NewCommand.self, TrainCommand.self, InspectCommand.self,
      DiffCommand.self, ConvertCommand.self, PredictCommand.self, EvaluateCommand.self,
      VerifyCommand.self, ReportCommand.self, ExplainCommand.self, BenchmarkCommand.self,
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
    guard let word = words.first else {
      StandardOutput.complain(help)
      return Failure.usage
    }
    switch word {
    case "--version":
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
    let width = commands.map { $0.name.count }.max() ?? 0
    let list = commands.map { "  \(padded($0.name, width))  \($0.summary)" }
    return """
      Train neural networks, keep each in one file, predict from it.

      usage: modeltool COMMAND …

      \(list.joined(separator: "\n"))
        \(padded("help", width))  Say more about a command: modeltool help COMMAND

      Exit codes: 0 done, 1 the answer is no, 64 wrong command line, 65 bad data, 66 no such input,
      73 cannot write.

      """
  }
}
