import Strata
import StrataJSON

/// Writes a network's answers as CSV or as JSON lines.
struct AnswerWriter {
  private let predictor: Predictor
  private let isJSON: Bool
  private let labels: ClassTarget?
  private let names: [String]
  /// How many labels a row has; nil for the most probable alone, in columns without a number.
  private let top: Int?

  init(
    _ predictor: Predictor, isJSON: Bool, top: Int?
  ) throws {
    self.predictor = predictor
    self.isJSON = isJSON
    let outputs = predictor.outputTypes[0].sampleCount
    guard let outputs, outputs <= Int32.max else {
      throw Mismatch(
        expected: "a model with a fixed number of outputs, at most \(Int32.max)",
        got: outputs.map { "\($0)" } ?? "an open one")
    }
    let target = predictor.preparation?.target
    try target?.check(outputs: outputs)
    switch target {
    case .classes(let classes):
      labels = classes
      names = []
    case .numbers(let numbers):
      labels = nil
      names = numbers.map(\.name)
    case nil:
      labels = nil
      names = (0..<outputs).map { "output_\($0 + 1)" }
    }
    guard labels != nil || top == nil else {
      throw UsageError("--top goes with models that know labels; this one gives numbers")
    }
    let most = labels?.labels.count ?? 0
    self.top = top.map { min($0, most) }
  }

  /// The header line of CSV; nothing for JSON lines.
  var head: String {
    if isJSON { return "" }
    guard labels != nil else { return names.map(Self.field).joined(separator: ",") + "\n" }
    guard let top else { return "label,probability\n" }
    return (1...top).map { "label_\($0),probability_\($0)" }.joined(separator: ",") + "\n"
  }

  /// The lines for some samples.
  func rows(for inputs: Tensor<Float>) throws -> String {
    let answers = try predictor.answers(inputs)
    let view = TensorView(
      try answers.reshaped(to: Shape([answers.rowCount, answers.rowLength])))
    var text = ""
    for row in 0..<answers.rowCount {
      text += isJSON ? try jsonLine(view, row) : csvLine(view, row)
      text += "\n"
    }
    return text
  }

  private func csvLine(_ answers: TensorView<Float>, _ row: Int) -> String {
    if let labels {
      return labels.top(top ?? 1, of: answers, row: row)
        .map { "\(Self.field($0.label)),\($0.probability)" }.joined(separator: ",")
    }
    let columns = answers.shape.columns
    return (0..<columns).map { "\(answers[row * columns + $0])" }.joined(separator: ",")
  }

  private func jsonLine(_ answers: TensorView<Float>, _ row: Int) throws -> String {
    var object: [(String, JSONValue)] = []
    func number(_ value: Float) throws -> JSONValue { try JSONWriter.value(encoding: value) }
    if let labels {
      let best = labels.top(labels.labels.count, of: answers, row: row)
      object.append(("label", .string(best[0].label)))
      object.append(("probability", try number(best[0].probability)))
      let shown = top.map { Array(best.prefix($0)) }
      let all =
        shown
        ?? zip(labels.labels, labels.probabilities(of: answers, row: row))
        .map { ($0, $1) }
      object.append(
        ("probabilities", try Self.object(all.map { ($0.label, try number($0.probability)) })))
    } else {
      let columns = answers.shape.columns
      let outputs = try names.enumerated().map { ($1, try number(answers[row * columns + $0])) }
      object.append(("outputs", Self.object(outputs)))
    }
    return String(decoding: try JSONWriter.encode(Self.object(object)), as: UTF8.self)
  }

  private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
    var object = JSONObject()
    for (key, value) in members { object[key] = value }
    return .object(object)
  }

  /// A field of CSV, quoted where it must be.
  private static func field(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
    var quoted = "\""
    for character in text.unicodeScalars {
      if character == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
  }
}
