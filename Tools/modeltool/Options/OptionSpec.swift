import Strata

/// An option of a command: what it is called, what it takes, what it does.
struct OptionSpec {
  /// With its dashes: `--epochs`.
  let name: String
  /// The same with one dash and one letter, if there is such a way: `-o`.
  let short: String?
  /// What stands for the value in help, such as `N`; nil for a flag.
  let value: String?
  /// What it does, one line.
  let help: String
  /// What holds when it is not given.
  let standard: String?
  /// Whether it must be given.
  let isNeeded: Bool
  /// The family of plugins that the value is a kind of.
  let family: PluginFamily?
  /// Whether it may be given more than once.
  let repeats: Bool
  /// The value that it has where no number follows it; nil if one must.
  let alone: String?

  init(
    _ name: String, short: String? = nil, _ value: String? = nil, _ help: String,
    default standard: String? = nil, needed: Bool = false, kindOf family: PluginFamily? = nil,
    repeats: Bool = false, alone: String? = nil
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.help = help
    self.standard = standard
    isNeeded = needed
    self.family = family
    self.repeats = repeats
    self.alone = alone
  }

  /// Whether a word of the command line, without its value, means this option.
  func isCalled(_ word: String) -> Bool { word == name || word == short }

  /// How help shows it: `-o, --output FILE`.
  var head: String {
    (short.map { "\($0), " } ?? "") + name + (value.map { " \($0)" } ?? "")
  }

  /// What holds without it, as help says it.
  var otherwise: String {
    if isNeeded { return " (needed)" }
    return standard.map { " (default \($0))" } ?? ""
  }

  /// The words that the value is one of, where help lists them all: `csv|jsonl`.
  var words: [String] {
    guard let value, value.contains("|") else { return [] }
    let words = value.split(separator: "|").map(String.init)
    let isWord = { (word: String) in word.allSatisfy { $0.isLowercase || $0.isNumber } }
    return words.allSatisfy(isWord) ? words : []
  }

  /// Whether the value is a file or a folder.
  var takesFile: Bool {
    guard let value, words.isEmpty else { return false }
    let isName = value.utf8.contains(UInt8(ascii: "."))
    return isName || value.hasPrefix("FILE") || value.hasPrefix("FOLDER")
  }
}

extension OptionSpec {
  // Options that mean the same wherever they stand.
  static let data = OptionSpec(
    "--data", "FILE", "rows to read: CSV, IDX or .npy, gzipped or not; - is standard input",
    needed: true)
  static let labels = OptionSpec(
    "--labels", "FILE", "the labels of an array", default: "none: an array needs them")
  static let target = OptionSpec(
    "--target", "COLUMN[,COLUMN…]", "the columns that hold the right answer",
    default: "those of the model's file; a new network on a table needs them")
  static let reconstruct = OptionSpec(
    "--reconstruct", nil, "the right answer is the row itself, as an autoencoder learns it")
  static let output = OptionSpec(
    "--output", short: "-o", "FILE", "where to write; - is standard output", needed: true)
  static let threads = OptionSpec(
    "--threads", "N", "threads to compute on; results do not depend on it",
    default: "STRATA_THREADS, else all processors")
  static let json = OptionSpec("--json", nil, "print one JSON object")
  static let header = OptionSpec(
    "--header", "yes|no|auto", "whether the CSV's first row names the columns", default: "auto")
}
