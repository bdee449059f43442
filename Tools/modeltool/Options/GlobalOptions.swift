/// The options that stand before the command and hold for any of them.
struct GlobalOptions {
  static let specs = [
    OptionSpec(
      "--color", "auto|always|never", "whether to use colours; auto: on a terminal",
      default: "auto; NO_COLOR=1 turns them off"),
    OptionSpec(
      "--plugin", "FILE",
      "load plugins from a shared library, one file an option; a name without a slash is a file here",
      default: "only those of STRATA_PLUGINS, separated by colons", repeats: true),
  ]

  let color: Screen.Color
  /// Libraries of plugins to load.
  let plugins: [String]

  /// Takes the options off the front of a command line.
  /// - Throws: ``UsageError``, as ``Arguments`` does.
  init(takingFrom words: inout ArraySlice<String>) throws(UsageError) {
    var taken: [String] = []
    while let word = words.first, let spec = Self.spec(of: word) {
      taken.append(words.removeFirst())
      if spec.value != nil, !word.contains("="), let value = words.popFirst() {
        taken.append(value)
      }
    }
    let arguments = try Arguments(taken, Self.specs)
    let word = try arguments.choice("--color", of: Screen.Color.allCases.map(\.rawValue))
    color = word.flatMap { Screen.Color(rawValue: $0) } ?? .auto
    plugins = arguments.strings("--plugin")
  }

  private static func spec(of word: String) -> OptionSpec? {
    let name = word.prefix { $0 != "=" }
    return specs.first { $0.name == name }
  }
}
