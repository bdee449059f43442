import Strata
import StrataJSON

/// Measures a model on data whose right answers are known.
enum EvaluateCommand: Command {
  static let name = "evaluate"
  static let summary = "Measure a model on data whose right answers are known"
  static let usage = [
    "evaluate MODEL.strata --data FILE [--labels FILE] [--target COLUMN[,COLUMN…]] [--json]"
  ]
  static let notes = ["The model's file says how data is prepared and which columns are targets."]
  static let options: [OptionSpec] = [.data, .labels, .target, .header, .threads, .json]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.operand("MODEL.strata")
    let data = try arguments.required("--data")
    let workers = WorkerPool(threads: try arguments.integer("--threads", atLeast: 1) ?? 1)
    let file = try ModelFile(path: path, plugins: .standard)
    guard let preparation = file.model.preparation, let target = preparation.target else {
      throw FileProblem(
        path: path,
        error: DataError.format("a model that does not know its targets; train it first"))
    }
    let files = try DataFiles(arguments)
    let dataset = try files.dataset(
      data, labels: arguments.string("--labels"), targets: arguments.list("--target"),
      preparation, sampleShape: SampleShape.of(file.model))
    let outputs = try file.model.signature().outputTypes.first?.sampleCount
    let loss =
      try file.state?.loss.plugin as? any Loss
      ?? LossChoice.suited(
        LossChoice.standard(for: target, outputs: outputs), to: file.model)
    let evaluation = try Evaluator(
      file.model, loss: loss, metrics: LossChoice.metrics(for: target), workers: workers
    ).evaluate(dataset)
    if arguments.has("--json") {
      let json = try JSONWriter.encode(Report(evaluation: evaluation))
      try StandardOutput.print(String(decoding: json, as: UTF8.self) + "\n")
    } else {
      var text = "samples   \(Numbers.grouped(evaluation.samples))\n"
      text += "loss      \(Numbers.decimal(evaluation.loss))\n"
      for metric in evaluation.metrics {
        text += "\(padded(metric.name, 8))  \(Numbers.decimal(metric.value))\n"
      }
      try StandardOutput.print(text)
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
