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
  /// Whether it may be given more than once.
  let repeats: Bool

  init(
    _ name: String, short: String? = nil, _ value: String? = nil, _ help: String,
    default standard: String? = nil, repeats: Bool = false
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.help = help
    self.standard = standard
    self.repeats = repeats
  }

  /// Whether a word of the command line, without its value, means this option.
  func isCalled(_ word: String) -> Bool { word == name || word == short }

  /// How help shows it: `-o, --output FILE`.
  var head: String {
    (short.map { "\($0), " } ?? "") + name + (value.map { " \($0)" } ?? "")
  }
}

extension OptionSpec {
  // Options that mean the same wherever they stand.
  static let data = OptionSpec(
    "--data", "FILE", "rows to read: CSV, IDX or .npy, gzipped or not; - is standard input")
  static let labels = OptionSpec("--labels", "FILE", "the labels of an array")
  static let target = OptionSpec(
    "--target", "COLUMN[,COLUMN…]", "the columns that hold the right answer")
  static let output = OptionSpec(
    "--output", short: "-o", "FILE", "where to write; - is standard output")
  static let threads = OptionSpec(
    "--threads", "N", "threads to compute on; results do not depend on it",
    default: "STRATA_THREADS, else all processors")
  static let json = OptionSpec("--json", nil, "print one JSON object")
  static let header = OptionSpec(
    "--header", "yes|no|auto", "whether the CSV's first row names the columns", default: "auto")
}
