import Strata

/// Shows what a file holds.
enum InspectCommand: Command {
  static let name = "inspect"
  static let summary = "Show what a model file holds"
  static let usage = ["inspect MODEL.strata [--json | --textconv | --interface] [--threads N]"]
  static let notes = [
    "Layers, tensors with a histogram each, the training drawn, preparation, notes, versions.",
    "Works on files with layers that this program does not know, and on weights alone, too. Of a",
    "damaged file it shows what is still good, says what is not, and ends with 65.",
    "",
    "With --textconv git shows what has changed in a model. In a repository:",
    "  echo '*.strata diff=strata' >> .gitattributes",
    "  git config diff.strata.textconv 'modeltool inspect --textconv'",
    "",
    "With --interface, what a program relies on that uses the model: columns and categories, or shapes,",
    "labels or numbers. Kept as NAME.interface beside NAME.strata, it is what the plugin EmbedModel",
    "compares a new model with.",
  ]
  static let examples = [
    Example("see what training made", "modeltool inspect digits.strata"),
    Example(
      "the mean and deviation of every weight, for a program",
      "modeltool inspect digits.strata --json > digits.json"),
    Example(
      "what one more training changed, a line a fact",
      "modeltool inspect digits.strata --textconv | head -20"),
  ]
  static let options = [
    OptionSpec(
      "--json", nil, "print one JSON object, which inspect.schema.json describes",
      default: "a page of text"),
    OptionSpec(
      "--textconv", nil, "print a line a fact, for programs that compare texts",
      default: "a page of text"),
    OptionSpec(
      "--interface", nil, "print what goes in and what comes out, a line a thing",
      default: "a page of text"),
    OptionSpec.threads,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.operand("MODEL.strata")
    let forms = ["--json", "--textconv", "--interface"].filter(arguments.has)
    guard forms.count < 2 else {
      throw UsageError("\(forms[0]) and \(forms[1]) exclude each other")
    }
    let workers = WorkerPool(threads: try arguments.threads())
    if arguments.has("--textconv") {
      let facts = try FileFacts(StrataReader(path: path, workers: workers))
      try StandardOutput.print(facts.lines.map { $0 + "\n" }.joined())
      return 0
    }
    if arguments.has("--interface") {
      let predictor = try Predictor(path: path, plugins: Plugins.registry, workers: workers)
      try StandardOutput.print(predictor.interface.description)
      return 0
    }
    let survey = try FileSurvey(path: path, plugins: Plugins.registry, workers: workers)
    let inspection = Inspection(path: path, survey, width: Screen.columns())
    if arguments.has("--json") {
      try StandardOutput.print(json: inspection)
    } else if !survey.sections.isEmpty {
      try StandardOutput.print(inspection.text)
    }
    // What can be said has been said; the first that is wrong ends it, as for every other command.
    if let problem = survey.problems.first { throw problem }
    return 0
  }
}
