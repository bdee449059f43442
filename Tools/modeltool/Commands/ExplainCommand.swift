import Strata

/// Shows one step of backpropagation on one sample, with every number on the way.
enum ExplainCommand: Command {
  static let name = "explain"
  static let summary = "Show backpropagation on one row, step by step"
  static let usage = [
    "explain MODEL.strata --data FILE --row N [--format text|markdown|json]",
    "explain MODEL.strata --data FILE --target COLUMN[,COLUMN…] --row N --weight NAME[i,j] …",
  ]
  static let notes = [
    "One step of plain gradient descent on one sample: every neuron's sum and output, the error, for",
    "each weight ∂E/∂w = ∂E/∂out · ∂out/∂net · ∂net/∂w with numbers, beside each derivative what",
    "central differences make of it, and the new weights. The network is used, not trained: dropout",
    "passes everything on, batch normalisation takes its running statistics. The row is prepared as",
    "the model's file says, and computed with in Double, a number for what it is written as.",
    "",
    "Networks of up to 64 weights are shown whole, of others a few weights: those asked for, or the 2",
    "with the largest gradients of each parameter. In JSON `parameters` has for each name its `value`,",
    "`gradient`, `numericGradient` and `updated`, shaped as the parameter; a derivative that is not",
    "checked is null there. To check all of a large network takes minutes.",
  ]
  static let options: [OptionSpec] = [
    .data, .labels, .target, .header,
    OptionSpec("--row", "N", "which row, counted from 0", needed: true),
    OptionSpec(
      "--loss", "NAME", "the error",
      default: "that of the model's training, or what suits the target", kindOf: .loss),
    OptionSpec(
      "--learning-rate", "X", "how far the step goes",
      default: "that of the model's training, or 0.5"),
    OptionSpec(
      "--weight", "NAME[i,j]", "a weight to show, counted from 0; may be given more than once",
      default: "the largest gradients of large networks", repeats: true),
    OptionSpec(
      "--check", "all|shown", "which derivatives to check",
      default: "all in JSON for up to 20,000 weights, else shown"),
    OptionSpec("--format", "text|markdown|json", "what to write", default: "text"),
  ]
  static let examples = [
    Example("The first row", "modeltool explain digits.strata --data test.csv --row 0"),
    Example(
      "One weight, with its check",
      "modeltool explain digits.strata --data test.csv --row 0 --weight 'dense2.weight[3,7]'"),
    Example(
      "A page for a lesson",
      "modeltool explain digits.strata --data test.csv --row 0 --format markdown > lesson.md"),
  ]

  /// The most weights that are all checked without being asked for: a run of a part of the network
  /// each takes three times, together some seconds.
  private static let mostChecks = 20_000
  /// How far a step goes in a model that was never trained.
  private static let standardRate = 0.5

  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.operand("MODEL.strata")
    let data = try arguments.required("--data")
    guard let row = try arguments.integer("--row", atLeast: 0) else {
      throw UsageError("--row is missing")
    }
    let rate = try arguments.number("--learning-rate", "a number over 0", where: { $0 > 0 })
    let named = try arguments.string("--loss").map(LossChoice.named)
    let format = try arguments.choice("--format", of: ["text", "markdown", "json"]) ?? "text"
    let check = try arguments.choice("--check", of: ["all", "shown"])
    let asked = try arguments.strings("--weight").map { text in
      guard let place = Explanation.Place(text) else {
        throw UsageError("--weight: expected a place such as dense1.weight[0,3], got '\(text)'")
      }
      return place
    }

    let file = try ModelFile(path: path, plugins: Plugins.registry)
    let sample = try MeasuredData(arguments, data, file.model, path, loss: named)
    guard row < sample.data.count else {
      throw FileProblem(
        path: data,
        error: Mismatch(
          expected: "a row from 0 to \(sample.data.count - 1)", got: "row \(row)"))
    }
    let losses = try losses(named, file.state, sample)
    func explanation(_ checks: Explanation.Checks) throws -> Explanation {
      try Explanation(
        sample.model, losses: losses, data: sample.data, row: row,
        learningRate: rate ?? savedRate(file.state) ?? standardRate, checks: checks)
    }
    var explained = try FileProblem.naming(path) { try explanation(.none) }
    let selection = try FileProblem.naming(path) {
      try ExplanationSelection(explained, asked: asked)
    }
    let isSmall = format == "json" && sample.model.parameterCount <= mostChecks
    let wantsAll = check == "all" || (check == nil && isSmall)
    explained = try explanation(wantsAll ? .all : selection.checks(in: explained))
    switch format {
    case "json":
      try StandardOutput.print(json: ExplanationJSON(explanation: explained, row: row))
    default:
      let text = ExplanationText(
        title: title(row, data, explained), labels: labels(sample.model), explanation: explained,
        selection: selection)
      let isMarkdown = format == "markdown"
      let page = try text.page(isMarkdown: isMarkdown)
      try isMarkdown ? StandardOutput.print(page) : StandardOutput.print(folding: page)
    }
    return 0
  }

  /// What is made small: what was asked for, else what the model was trained for, else what suits its
  /// target.
  private static func losses(
    _ named: (any Loss)?, _ state: TrainingState?, _ sample: MeasuredData
  ) throws -> [(loss: any Loss, weight: Double)] {
    if let named { return [(LossChoice.suited(named, to: sample.model), 1)] }
    guard let state else {
      let outputs = try sample.model.signature().outputTypes.first?.sampleCount
      let loss = LossChoice.standard(for: sample.model.preparation?.target, outputs: outputs)
      return [(LossChoice.suited(loss, to: sample.model), 1)]
    }
    return try state.losses.map { output in
      guard let loss = try output.loss.plugin as? any Loss else {
        throw UsageError("--loss is missing: '\(output.loss.kind)' in the file is none")
      }
      return (loss, output.weight)
    }
  }

  /// How far a step went in the model's training.
  private static func savedRate(_ state: TrainingState?) -> Double? {
    (try? state?.optimizer.plugin as? any Optimizer)?.learningRate
  }

  private static func labels(_ model: Model) -> [String]? {
    guard case .classes(let target) = model.preparation?.target else { return nil }
    return target.labels
  }

  private static func title(_ row: Int, _ data: String, _ explanation: Explanation) -> String {
    let kinds = explanation.outputs.map(\.lossFunction.kind).joined(separator: ", ")
    let source = data == "-" ? "standard input" : data
    return "Row \(row) of \(source), error \(kinds), learning rate "
      + "η = \(Formula.given(explanation.learningRate))."
  }
}
