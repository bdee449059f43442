import Strata
import StrataBytes
import StrataJSON

/// The commands that make a model again, and what the file does not know of how it was made.
struct Reproduction {
  /// The network as `modeltool train --network` reads it.
  let network: String
  /// What makes the model; nil where the tool alone cannot.
  let training: String?
  /// What the training was done with, a name and a value each.
  let settings: [(name: String, value: String)]
  /// What nobody can know from the file, a sentence each.
  let unknown: [String]

  init(_ content: ReportContent) throws {
    let model = content.model
    network = String(
      decoding: try JSONWriter.encode(model.architecture, options: .init(layout: .pretty)),
      as: UTF8.self)
    let state = content.file.state
    settings = try state.map { try Self.settings($0) } ?? []
    let hasPreparation = model.preparation?.target != nil
    let isSimple = model.architecture.inputs.count == 1 && model.architecture.outputs.count == 1
    if let state, let preparation = model.preparation, hasPreparation, isSimple {
      training = Self.command(state, preparation, content.name)
    } else {
      training = nil
    }
    unknown = Self.unknown(content)
  }

  // MARK: - The command

  private static func command(
    _ state: TrainingState, _ preparation: Preparation, _ name: String
  ) -> String {
    var words = ["modeltool train --network net.json", "--data TRAINING"]
    switch (preparation.target, preparation.input) {
    case (.classes(let target), _) where target.name == nil: words.append("--labels LABELS")
    case (let target, _):
      words.append("--target " + quoted(list(target?.names ?? [])))
    }
    words.append("--prepare " + (isScaled(preparation) ? "standardize" : "none"))
    if case .columns(let columns) = preparation.input {
      if columns.contains(where: \.isImputed) { words.append("--impute mean") }
      let text = columns.filter(\.isTextOfNumbers).map(\.name)
      if !text.isEmpty { words.append("--text " + quoted(list(text))) }
    }
    words.append("--loss " + quoted(state.loss.kind))
    words.append("--optimizer " + quoted(state.optimizer.kind))
    if let optimizer = try? state.optimizer.plugin as? any Optimizer {
      words.append("--learning-rate \(optimizer.learningRate)")
      if let sgd = optimizer as? SGD, sgd.momentum != 0 {
        words.append("--momentum \(sgd.momentum)")
      }
    }
    words.append("--batch-size \(state.batchSize)")
    words.append("--epochs \(state.epoch)")
    words.append("--seed \(state.seed)")
    if state.validationSplit > 0 {
      words.append("--validation-split \(state.validationSplit)")
    } else if state.history.contains(where: { $0.validationLoss != nil }) {
      words.append("--validation-data VALIDATION")
    }
    if let bound = state.clipNorm { words.append("--clip-norm \(bound)") }
    if let bound = state.clipValue { words.append("--clip-value \(bound)") }
    words.append("--output again.strata")
    return words.joined(separator: " \\\n  ")
  }

  private static func isScaled(_ preparation: Preparation) -> Bool {
    switch preparation.input {
    case .array(let scale, let offset): scale != 1 || offset != 0
    case .columns(let columns):
      columns.contains { column in
        if case .number(let mean, let deviation, _) = column.kind {
          mean != 0 || deviation != 1
        } else {
          false
        }
      }
    }
  }

  /// Words as `--target` takes them: in double quotes if they hold commas.
  private static func list(_ words: [String]) -> String {
    words.map { $0.contains(",") ? "\"\($0)\"" : $0 }.joined(separator: ",")
  }

  /// A word as a shell takes it.
  static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", ",", ":", "=", "+", "@", "%", "/": true
      default: false
      }
    }
    if isPlain, !word.isEmpty { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }

  /// A file's name as a command takes it: one that begins with a dash is no option.
  static func path(_ name: String) -> String {
    if name == ReportContent.standardInput { return "-" }
    return quoted(name.hasPrefix("-") ? "./" + name : name)
  }

  // MARK: - Settings

  private static func settings(_ state: TrainingState) throws -> [(name: String, value: String)] {
    func json(_ value: some Encodable) throws -> String {
      String(decoding: try JSONWriter.encode(value), as: UTF8.self)
    }
    var settings: [(name: String, value: String)] = []
    for output in state.losses {
      let weight = output.weight == 1 ? "" : ", weight \(output.weight)"
      settings.append(("Loss", Written(output.loss).words + weight))
    }
    settings.append(("Optimizer", Written(state.optimizer).words))
    if let schedule = state.schedule { settings.append(("Schedule", Written(schedule).words)) }
    if !state.groups.isEmpty { settings.append(("Parameter groups", try json(state.groups))) }
    if let averaging = state.averaging { settings.append(("Averaging", "\(averaging)")) }
    if let weights = state.classWeights { settings.append(("Class weights", try json(weights))) }
    if state.reduction != .mean { settings.append(("Reduction", state.reduction.rawValue)) }
    settings.append(("Batch size", Numbers.grouped(state.batchSize)))
    if state.gradientAccumulation != 1 {
      settings.append(("Batches a step", Numbers.grouped(state.gradientAccumulation)))
    }
    settings.append(("Seed", "\(state.seed)"))
    settings.append(("Epochs", Numbers.grouped(state.epoch)))
    settings.append(("Steps", Numbers.grouped(state.step)))
    if state.validationSplit > 0 {
      settings.append(("Kept for validation", "\(state.validationSplit) of the data"))
    }
    if let bound = state.clipNorm { settings.append(("Clip norm", "\(bound)")) }
    if let bound = state.clipValue { settings.append(("Clip value", "\(bound)")) }
    return settings
  }

  // MARK: - What is not known

  private static func unknown(_ content: ReportContent) -> [String] {
    guard let state = content.file.state else {
      return content.history.isEmpty
        ? ["How the weights came to be: the file tells of no training."]
        : ["How the model was trained: its weights were rounded since, and the state left out."]
    }
    var unknown = [
      "Where the training data is, and what was in it: put its file in the place of TRAINING.",
      "Whether the first weights were drawn for the seed of the training, as the command does, or "
        + "came from elsewhere.",
      "Whether settings were others in earlier epochs: a file keeps the last ones.",
    ]
    if state.validationSplit == 0, state.history.contains(where: { $0.validationLoss != nil }) {
      unknown.append("Which data the validation was done on.")
    }
    if state.optimizerStart > 0 {
      unknown.append(
        "What optimizer took the first \(Numbers.counted(state.optimizerStart, "step")).")
    }
    let unsaid = unsaid(state)
    if !unsaid.isEmpty {
      unknown.append(
        "The command cannot say all of it: no option for \(unsaid.joined(separator: ", ")).")
    }
    return unknown
  }

  /// Settings that are not as `train` has them and that it takes no option for.
  private static func unsaid(_ state: TrainingState) -> [String] {
    var unsaid: [String] = []
    if let loss = try? LossChoice.named(state.loss.kind), AnyPlugin(loss) != state.loss {
      unsaid.append("the settings of the loss")
    }
    if let saved = try? state.optimizer.plugin as? any Optimizer,
      var plain = try? OptimizerChoice.named(state.optimizer.kind)
    {
      if let sgd = saved as? SGD { plain = SGD(momentum: sgd.momentum) }
      plain.learningRate = saved.learningRate
      if AnyPlugin(plain) != state.optimizer { unsaid.append("the settings of the optimizer") }
    }
    if state.schedule != nil { unsaid.append("the schedule") }
    if !state.groups.isEmpty { unsaid.append("parameter groups") }
    if state.averaging != nil { unsaid.append("averaging") }
    if state.classWeights != nil { unsaid.append("class weights") }
    if state.reduction != .mean { unsaid.append("the reduction") }
    if state.gradientAccumulation != 1 { unsaid.append("batches a step") }
    return unsaid
  }
}

extension InputColumn {
  /// Whether a missing value has a stand-in.
  fileprivate var isImputed: Bool {
    switch kind {
    case .number(_, _, let stand): stand != nil
    case .category(_, let stand): stand != nil
    }
  }

  /// Whether it is text that looks like numbers, so that somebody must have said that it is text.
  fileprivate var isTextOfNumbers: Bool {
    if case .category(let values, _) = kind {
      values.allSatisfy { Double($0) != nil }
    } else {
      false
    }
  }
}
