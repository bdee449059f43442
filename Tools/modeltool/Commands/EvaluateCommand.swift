import Strata

/// Measures a model on data whose right answers are known.
enum EvaluateCommand: Command {
  static let name = "evaluate"
  static let summary = "Measure a model on data whose right answers are known"
  static let usage = [
    "evaluate MODEL.strata --data FILE [--labels FILE] [--target COLUMN[,COLUMN…]] [--json]"
  ]
  static let notes = [
    "The model's file says how data is prepared and which columns are targets; an untrained model's",
    "does not, and takes the data as it is.",
  ]
  static let options: [OptionSpec] = [
    .data, .labels, .target, .reconstruct, .header, .threads, .json,
  ]
  static let examples = [
    Example(
      "Right and wrong on digits held out", "modeltool evaluate digits.strata --data test.csv"),
    Example(
      "A table on standard input",
      "head -n 100 test.csv | modeltool evaluate digits.strata --data -"),
    Example("For a program", "modeltool evaluate digits.strata --data test.csv --json"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.operand("MODEL.strata")
    let data = try arguments.required("--data")
    let workers = WorkerPool(threads: try arguments.threads())
    let file = try ModelFile(path: path, plugins: Plugins.registry)
    let measured = try MeasuredData(arguments, data, file.model, path, loss: nil)
    let (model, target) = (measured.model, measured.model.preparation?.target)
    let loss = try LossChoice.measuring(model, trained: file.state)
    let evaluation = try Evaluator(
      model, loss: loss, metrics: LossChoice.metrics(for: target), workers: workers
    ).evaluate(measured.data)
    if arguments.has("--json") {
      try StandardOutput.print(
        TerminalJSON.text(Report(evaluation: evaluation), layout: .compact))
    } else {
      var lines = [("samples", Numbers.grouped(evaluation.samples))]
      lines.append(("loss", Numbers.decimal(evaluation.loss)))
      lines += evaluation.metrics.map { ($0.name, Numbers.decimal($0.value)) }
      let width = lines.map(\.0.count).max() ?? 0
      try StandardOutput.print(lines.map { "\(padded($0, width))  \($1)\n" }.joined())
    }
    return 0
  }

  /// One object: `samples`, `loss`, and each metric under its name.
  private struct Report: Encodable {
    let evaluation: Evaluator.Evaluation

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: AnyCodingKey.self)
      try container.encode(evaluation.samples, forKey: AnyCodingKey("samples"))
      try container.encode(evaluation.loss, forKey: AnyCodingKey("loss"))
      for metric in evaluation.metrics {
        try container.encode(metric.value, forKey: AnyCodingKey(metric.name))
      }
    }
  }
}
