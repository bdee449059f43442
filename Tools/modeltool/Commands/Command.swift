/// A subcommand: what it is called, what it takes, what it does. One file each.
protocol Command {
  /// The word that chooses it.
  static var name: String { get }
  /// What it does, one line for the list of commands.
  static var summary: String { get }
  /// How it is written, a line a form, without `modeltool`.
  static var usage: [String] { get }
  /// What more there is to say, a line each.
  static var notes: [String] { get }
  /// Three lines to try.
  static var examples: [Example] { get }
  /// Its options.
  static var options: [OptionSpec] { get }
  /// Does it.
  /// - Returns: The exit code: 0, or 1 where the answer is no.
  static func run(_ arguments: Arguments) throws -> Int32
}

extension Command {
  static var notes: [String] { [] }
  static var examples: [Example] { [] }
  static var options: [OptionSpec] { [] }

  /// The command's help page.
  static var help: String {
    var page = HelpPage(width: Screen.columns() ?? HelpPage.standardWidth)
    page.paragraph(summary + ".")
    page.space()
    page.heading("usage:")
    for form in usage { page.form("modeltool \(form)") }
    if !notes.isEmpty {
      page.space()
      page.notes(notes)
    }
    if !options.isEmpty {
      page.space()
      page.heading("options:")
      page.options(options)
    }
    if !examples.isEmpty {
      page.space()
      page.heading("examples, with the files that 'modeltool demo --files .' leaves:")
      for example in examples {
        page.line("  # \(example.purpose)")
        page.line("  \(example.line)")
      }
    }
    return page.text
  }
}

extension HelpPage {
  /// Options, each with what it does and what holds without it.
  mutating func options(_ options: [OptionSpec]) {
    let heads = options.map(\.head)
    let width = min(heads.map(\.count).max() ?? 0, 30)
    for (head, option) in zip(heads, options) {
      definition(head, option.help + option.otherwise, headWidth: width)
    }
  }
}

/// A text with spaces behind it up to a width in characters.
func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

/// A text with spaces before it up to a width in characters.
func aligned(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
