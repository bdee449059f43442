import Strata
import StrataBytes

/// What a training starts from, put together from the command line and, where it says nothing, from
/// the model's file.
struct TrainingSetup {
  let model: Model
  let data: Dataset
  let validation: Dataset?
  let state: TrainingState
  let optimizerState: [NamedTensor]

  init(_ arguments: Arguments) throws {
    let start = try Start(arguments)
    let files = try DataFiles(arguments)
    let path = try arguments.required("--data")
    let targets = try arguments.list("--target")
    let asked = try arguments.string("--loss").map(LossChoice.named)

    let raw = try files.raw(path, for: start.file?.model.preparation)
    let labels = try arguments.string("--labels").map { (values: try files.labels($0), path: $0) }
    let known = start.file?.model.preparation
    let preparation: Preparation
    if let known, known.target != nil {
      preparation = known
    } else {
      preparation = try Self.fit(
        raw, path, labels, targets, asked, standardizes: start.standardizes,
        imputes: arguments.choice("--impute", of: ["mean", "none"]) == "mean")
    }
    var model = try start.model(for: preparation, sampleShape: Self.sampleShape(raw), asked)
    let saved = start.file?.state
    let loss = LossChoice.suited(
      try asked ?? (saved?.loss.plugin as? any Loss)
        ?? LossChoice.standard(
          for: preparation.target, outputs: model.signature().outputTypes.first?.sampleCount),
      to: model)
    model.preparation = preparation
    let shape = try SampleShape.of(model)

    self.model = model
    data = try files.dataset(
      raw, path, labels: labels, targets: targets, preparation, sampleShape: shape)
    validation = try arguments.string("--validation-data").map {
      try files.dataset(
        $0, labels: arguments.string("--validation-labels"), targets: targets, preparation,
        sampleShape: shape)
    }
    var state = try Self.state(arguments, saved, loss, preparation)
    let sameOptimizer = Self.memory(saved?.optimizer) == Self.memory(state.optimizer)
    // Another optimizer begins here, remembering nothing.
    if !sameOptimizer { state.optimizerStart = state.step }
    self.state = state
    optimizerState = sameOptimizer ? start.file?.optimizerState ?? [] : []
  }

  // MARK: - Preparation

  private static func fit(
    _ raw: RawData, _ path: String, _ labels: (values: [Int], path: String)?, _ targets: [String]?,
    _ loss: (any Loss)?, standardizes: Bool, imputes: Bool
  ) throws -> Preparation {
    switch raw {
    case .table(let table):
      guard let targets else {
        throw UsageError("--target is missing: which column holds the right answer?")
      }
      return try FileProblem.naming(path) {
        try PreparationFitter(
          targets: targets, standardizes: standardizes, imputes: imputes,
          expectsClasses: loss?.takesClasses ?? false,
          scalesTargets: loss?.targetsMayBeScaled ?? true
        ).fit(table)
      }
    case .array(let array):
      guard let labels else {
        throw UsageError("--labels is missing: IDX data needs a file of labels")
      }
      let target = try FileProblem.naming(labels.path) {
        try PreparationFitter.classes(ofLabels: labels.values)
      }
      return try Preparation(
        input: standardizes ? array.standardizing : .array(scale: 1, offset: 0),
        target: .classes(target))
    }
  }

  private static func sampleShape(_ raw: RawData) throws -> Shape? {
    guard case .array(let array) = raw else { return nil }
    return try Shape(array.shape.array.dropFirst())
  }

  // MARK: - State

  /// What an optimizer is called and what it remembers.
  private static func memory(_ optimizer: AnyPlugin?) -> [String] {
    guard let optimizer, let plugin = try? optimizer.plugin as? any Optimizer else { return [] }
    return [optimizer.kind] + plugin.slots
  }

  private static func state(
    _ arguments: Arguments, _ saved: TrainingState?, _ loss: any Loss, _ preparation: Preparation
  ) throws -> TrainingState {
    let split = try arguments.number("--validation-split", "a share over 0 and below 1") {
      $0 > 0 && $0 < 1
    }
    var state =
      saved
      ?? TrainingState(
        loss: AnyPlugin(loss), optimizer: AnyPlugin(Adam()),
        metrics: LossChoice.metrics(for: preparation.target).map { AnyPlugin($0) },
        batchSize: 32, seed: 0)
    state.loss = AnyPlugin(loss)
    state.optimizer = AnyPlugin(try OptimizerChoice.optimizer(arguments, saved?.optimizer))
    if let size = try arguments.integer("--batch-size", atLeast: 1) { state.batchSize = size }
    if let seed = try arguments.seed() { state.seed = seed }
    if let split { state.validationSplit = split }
    return state
  }
}
