import Strata
import StrataBytes
import StrataJSON

/// What a file holds, whole or damaged: as text for people, and as JSON for machines.
struct Inspection {
  let path: String
  let survey: FileSurvey
  /// The most characters a line; nil where nobody looks at a screen.
  private let width: Int?

  init(path: String, _ survey: FileSurvey, width: Int?) {
    self.path = path
    self.survey = survey
    self.width = width
  }

  var tensors: [FileSurvey.Tensor] { survey.tensors ?? [] }
  var nodes: [Node] { survey.architecture?.nodes ?? [] }
  var rawBytes: Int { tensors.reduce(0) { $0 + $1.info.byteCount } }
  var storedBytes: Int { tensors.reduce(0) { $0 + $1.info.storedByteCount } }

  /// The values of the parameters and buffers, or of those of them that training changes.
  func count(trainableAlone: Bool = false) -> Int {
    count { $0.role == .parameter || !trainableAlone && $0.role == .buffer }
  }

  func parameterCount(_ index: Int) -> Int {
    let prefix = nodes[index].name + "."
    return survey.signature?.parameterCount(ofNode: index)
      ?? count { [.parameter, .buffer].contains($0.role) && $0.name.hasPrefix(prefix) }
  }

  /// Nobody knows what a tensor that cannot be read holds.
  private func count(where isCounted: (TensorInfo) -> Bool) -> Int {
    tensors.reduce(0) { sum, tensor in
      tensor.info.refusal == nil && isCounted(tensor.info) ? sum + tensor.info.count : sum
    }
  }

  // MARK: - Text

  var text: String {
    let blocks = [
      head, Damage(survey: survey).text(width: width), layerTable,
      survey.architecture.map { GraphText.lines($0, width: width) } ?? [], totals,
      tensors.isEmpty ? [] : lines(TensorTable.text(tensors, width: width)),
      HistoryChart.lines(survey.history, width: width), facts,
    ]
    return blocks.filter { !$0.isEmpty }
      .map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }

  private var head: [String] {
    let name = path == "-" ? "standard input" : path.printable
    let version = survey.version.map { " \($0)" } ?? ""
    let hash = survey.contentHash.map { "hash \($0)" } ?? "hash unknown: the file is damaged"
    return Facts.broken(
      "\(name): .strata\(version), \(Numbers.bytes(survey.byteCount))", width, indent: 2)
      + Facts.broken(hash, width, indent: 5)
  }

  private var layerTable: [String] {
    guard let architecture = survey.architecture else { return [] }
    var table = TextTable(["Layer (type)", "Output shape", "Parameters"], right: [2])
    for input in architecture.inputs {
      table.add(["\(input.name) (input)", input.type.description, "0"])
    }
    for (index, node) in nodes.enumerated() {
      let unknown = node.layer.isKnown ? "" : ", unknown"
      table.add([
        "\(node.name) (\(node.layer.kind.printable)\(unknown))",
        survey.signature?.outputType(ofNode: index)?.description ?? "?",
        Numbers.grouped(parameterCount(index)),
      ])
    }
    return lines(table.text(width: width))
  }

  private var totals: [String] {
    guard survey.tensors != nil else { return [] }
    var facts = Facts(width: width)
    if survey.isWeightsAlone {
      facts.add(Facts.broken("weights alone: no network to run them with", width, indent: 2))
    } else {
      let (total, trainable) = (count(), count(trainableAlone: true))
      facts.add(
        "parameters",
        "\(Numbers.grouped(total)): trainable \(Numbers.grouped(trainable)), "
          + "non-trainable \(Numbers.grouped(total - trainable))")
    }
    var sizes = "\(Numbers.bytes(rawBytes)) raw, \(Numbers.bytes(storedBytes)) stored"
    if rawBytes > 0 {
      sizes += " (\(Numbers.decimal(100 * Double(storedBytes) / Double(rawBytes), 1)) %)"
    }
    facts.add("tensors", sizes)
    if let reason = reasonNotToRun { facts.add("cannot run", reason) }
    return facts.lines
  }

  /// What is missing to run the network: the kind and version of a plugin that is not at hand.
  private var reasonNotToRun: String? {
    guard survey.signature == nil, let architecture = survey.architecture else { return nil }
    do {
      _ = try Signature(architecture)
      return nil
    } catch {
      let words = error.description.printable
      // The kinds that there are help nobody here.
      let end = words.indices.first { words[$0...].hasPrefix(" (known: ") } ?? words.endIndex
      return String(words[..<end])
    }
  }

  private var facts: [String] {
    var facts = Facts(width: width)
    if !survey.isWeightsAlone {
      if survey.preparation == nil, let lost = lost(.preparation) {
        facts.add("input", lost)
      } else {
        facts.add(PreparationText.lines(survey.preparation, width: width))
      }
      let training = TrainingText.parts(survey.state, survey.history)
      let parts = survey.state == nil ? lost(.trainingState).map { [$0] } ?? training : training
      for (index, part) in parts.enumerated() { facts.add(index == 0 ? "training" : "", part) }
    }
    for (key, value) in survey.metadata.map({ ($0.key, $0.value) }) {
      let words = value.string ?? String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
      facts.add(key.printable, words.printable)
    }
    if let version = survey.version, let arithmetic = survey.arithmeticVersion {
      facts.add("versions", "format \(version), arithmetic \(arithmetic)")
    }
    if survey.tensors != nil, !survey.isWeightsAlone {
      let rows = survey.goldenRows.map { Numbers.counted($0, "sample") }
      facts.add("golden", rows.map { "\($0), which 'modeltool verify' runs" } ?? "no vectors")
    }
    return facts.lines
  }

  /// What there is to say instead of what a section holds, where there is one.
  private func lost(_ type: SectionType) -> String? {
    survey.sections.contains { $0.info.type == type }
      ? "unknown: section \(type) cannot be read" : nil
  }
}
