import Strata
import StrataJSON

/// Writes a network's answers as CSV or as JSON lines.
struct AnswerWriter {
  /// What goes in front of an answer.
  struct Lead {
    /// The image's file.
    let file: String?
    /// The fields of the columns that are carried through.
    let fields: [String]
    /// The row of JSON lines that they come from.
    let object: JSONObject?
  }

  private let isJSON: Bool
  private let labels: ClassTarget?
  /// How many labels a row has; nil for the most probable alone, in columns without a number.
  private let top: Int?
  /// Whether every label's probability is shown in CSV, and in JSON lines in spite of ``top``.
  private let showsAll: Bool
  /// The columns that are carried through.
  private let columns: [String]
  /// The names of the answer's columns.
  private let names: [String]
  /// The labels, the names of numbers, and those of carried columns, as JSON.
  private let labelTexts: [[UInt8]]
  private let nameTexts: [[UInt8]]
  private let columnTexts: [[UInt8]]

  /// - Parameters:
  ///   - predictor: Gives the answers.
  ///   - isJSON: Whether to write JSON lines, not CSV.
  ///   - top: How many labels a row has.
  ///   - showsAll: Whether the probabilities of all labels are asked for.
  ///   - columns: The columns that are carried through.
  init(
    _ predictor: Predictor, isJSON: Bool, top: Int?, showsAll: Bool, columns: [String]
  ) throws {
    let outputs = predictor.outputTypes[0].sampleCount
    guard let outputs, outputs <= Int32.max else {
      throw Mismatch(
        expected: "a model with a fixed number of outputs, at most \(Int32.max)",
        got: outputs.map { "\($0)" } ?? "an open one")
    }
    let target = predictor.preparation?.target
    try target?.check(outputs: outputs)
    var numbers: [String] = []
    switch target {
    case .classes(let classes): labels = classes
    case .numbers(let targets):
      labels = nil
      numbers = targets.map(\.name)
    case nil:
      labels = nil
      numbers = (0..<outputs).map { "output_\($0 + 1)" }
    }
    for (option, isGiven) in [("--top", top != nil), ("--probabilities", showsAll)]
    where isGiven && labels == nil {
      throw UsageError("\(option) goes with models that know labels; this one gives numbers")
    }
    self.isJSON = isJSON
    let most = labels?.labels.count ?? 0
    self.top = top.map { min($0, most) }
    self.showsAll = showsAll
    self.columns = columns
    labelTexts = labels?.labels.map(Self.json) ?? []
    nameTexts = numbers.map(Self.json)
    columnTexts = columns.map(Self.json)
    if isJSON {
      names = labels == nil ? ["outputs"] : ["label", "probability", "probabilities"]
    } else if let top = self.top {
      names = (1...top).flatMap { ["label_\($0)", "probability_\($0)"] }
    } else {
      names = labels == nil ? numbers : ["label", "probability"]
    }
    if let column = columns.first(where: { names.contains($0) || $0 == "file" }) {
      throw UsageError("--columns: '\(column)' is the name of a column of the answers")
    }
  }

  /// Appends the header line of CSV; nothing for JSON lines.
  func appendHead(hasFiles: Bool, to bytes: inout [UInt8]) {
    guard !isJSON else { return }
    var head = (hasFiles ? ["file"] : []) + columns + names
    if showsAll { head += labels?.labels.map { "probability_\($0)" } ?? [] }
    bytes += head.map(Self.field).joined(separator: [UInt8(ascii: ",")])
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Appends the lines for some rows.
  /// - Parameters:
  ///   - answers: What the network gives, a row a lead.
  ///   - leads: What goes in front.
  func append(_ answers: Tensor<Float>, _ leads: [Lead], to bytes: inout [UInt8]) throws {
    let view = TensorView(
      try answers.reshaped(to: Shape([answers.rowCount, answers.rowLength])))
    for (row, lead) in leads.enumerated() {
      if isJSON {
        try appendJSON(view, row, lead, to: &bytes)
      } else {
        appendCSV(view, row, lead, to: &bytes)
      }
      bytes.append(UInt8(ascii: "\n"))
    }
  }

  // MARK: - CSV

  private func appendCSV(
    _ answers: TensorView<Float>, _ row: Int, _ lead: Lead, to bytes: inout [UInt8]
  ) {
    var isFirst = true
    func separate() {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
    }
    func append(_ text: [UInt8]) {
      separate()
      bytes += text
    }
    func append(_ number: Float) {
      separate()
      bytes += number.description.utf8
    }
    if let file = lead.file { append(Self.field(file)) }
    for field in lead.fields { append(Self.field(field)) }
    guard let labels else {
      let width = answers.shape.columns
      for column in 0..<width { append(answers[row * width + column]) }
      return
    }
    for (label, probability) in best(of: answers, row, labels) {
      append(Self.field(label))
      append(probability)
    }
    if showsAll {
      for probability in labels.probabilities(of: answers, row: row) { append(probability) }
    }
  }

  /// The likeliest labels that are asked for.
  private func best(
    of answers: TensorView<Float>, _ row: Int, _ labels: ClassTarget
  ) -> [(label: String, probability: Float)] {
    guard let top, top > 1 else { return [labels.best(of: answers, row: row)] }
    return labels.top(top, of: answers, row: row)
  }

  /// A field of CSV, quoted where it must be.
  private static func field(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    guard bytes.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return bytes }
    return [0x22] + bytes.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
  }

  // MARK: - JSON lines

  private func appendJSON(
    _ answers: TensorView<Float>, _ row: Int, _ lead: Lead, to bytes: inout [UInt8]
  ) throws {
    var isFirst = true
    func append(_ key: [UInt8], _ value: [UInt8]) {
      bytes += isFirst ? [] : [UInt8(ascii: ",")]
      bytes += key + [UInt8(ascii: ":")] + value
      isFirst = false
    }
    func append(_ key: [UInt8], _ number: Float) throws {
      guard let number = JSONNumber(number) else {
        throw Mismatch(expected: "answers that JSON can hold, finite ones", got: "\(number)")
      }
      append(key, Array(number.text.utf8))
    }
    /// An object inside the line.
    func appendObject(_ key: String, _ members: () throws -> Void) rethrows {
      append(Self.json(key), [UInt8(ascii: "{")])
      isFirst = true
      try members()
      bytes.append(UInt8(ascii: "}"))
      isFirst = false
    }
    bytes.append(UInt8(ascii: "{"))
    if let file = lead.file { append(Self.json("file"), Self.json(file)) }
    for (index, field) in lead.fields.enumerated() {
      let value = lead.object.map { JSONWriter.bytes(of: $0[columns[index]] ?? .null) }
      append(columnTexts[index], value ?? Self.json(field))
    }
    if let labels {
      let best = best(of: answers, row, labels)
      append(Self.json("label"), Self.json(best[0].label))
      try append(Self.json("probability"), best[0].probability)
      try appendObject("probabilities") {
        if top == nil || showsAll {
          let all = labels.probabilities(of: answers, row: row)
          for (text, probability) in zip(labelTexts, all) { try append(text, probability) }
        } else {
          for (label, probability) in best { try append(Self.json(label), probability) }
        }
      }
    } else {
      let width = answers.shape.columns
      try appendObject("outputs") {
        for (column, text) in nameTexts.enumerated() {
          try append(text, answers[row * width + column])
        }
      }
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private static func json(_ text: String) -> [UInt8] { JSONWriter.bytes(of: .string(text)) }
}
