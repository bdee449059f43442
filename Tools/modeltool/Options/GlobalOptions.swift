/// The options that stand before the command and hold for any of them.
struct GlobalOptions {
  static let specs = [
    OptionSpec(
      "--color", "auto|always|never", "whether to use colours; auto: on a terminal",
      default: "auto; NO_COLOR=1 turns them off")
  ]

  let color: Screen.Color

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
  }

  private static func spec(of word: String) -> OptionSpec? {
    let name = word.prefix { $0 != "=" }
    return specs.first { $0.name == name }
  }
}
