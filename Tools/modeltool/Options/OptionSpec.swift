/// An option of a command: what it is called, what it takes, what it does.
struct OptionSpec {
  /// With its dashes: `--epochs`.
  let name: String
  /// What stands for the value in help, such as `N`; nil for a flag.
  let value: String?
  /// What it does, one line.
  let help: String
  /// What holds when it is not given.
  let standard: String?
  /// Whether it may be given more than once.
  let repeats: Bool
  /// The value that it has where no number follows it; nil if one must.
  let alone: String?

  init(
    _ name: String, _ value: String? = nil, _ help: String, default standard: String? = nil,
    repeats: Bool = false, alone: String? = nil
  ) {
    self.name = name
    self.value = value
    self.help = help
    self.standard = standard
    self.repeats = repeats
    self.alone = alone
  }
}

extension OptionSpec {
  // Options that mean the same wherever they stand.
  static let data = OptionSpec(
    "--data", "FILE", "rows to read: CSV, IDX or .npy, gzipped or not; - is standard input")
  static let labels = OptionSpec("--labels", "FILE", "the labels of an array")
  static let target = OptionSpec(
    "--target", "COLUMN[,COLUMN…]", "the columns that hold the right answer")
  static let output = OptionSpec("--output", "FILE", "where to write; - is standard output")
  static let threads = OptionSpec(
    "--threads", "N", "threads to compute on; results do not depend on it",
    default: "STRATA_THREADS, else all processors")
  static let json = OptionSpec("--json", nil, "print one JSON object")
  static let header = OptionSpec(
    "--header", "yes|no|auto", "whether the CSV's first row names the columns", default: "auto")
}
