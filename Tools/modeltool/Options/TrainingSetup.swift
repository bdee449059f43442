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
  /// The file that the training goes on from.
  let file: ModelFile?

  init(_ arguments: Arguments) throws {
    let options = try TrainingOptions(arguments)
    let files = try DataFiles(arguments)
    let start = try Start(arguments)
    let saved = start.file?.state
    let optimizer = try OptimizerChoice.optimizer(options, saved?.optimizer)
    let known = start.file?.model.preparation
    if known?.target != nil, options.imputes != nil {
      throw UsageError("--impute: a trained model's file says how it prepares data")
    }
    if known?.target != nil, options.text != nil {
      throw UsageError("--text: a trained model's file says how it prepares data")
    }

    let raw = try files.raw(
      options.data, for: known, targets: options.targets, text: options.text)
    if case .array = raw, options.text != nil {
      throw UsageError("--text goes with tables; this is an array")
    }
    let labels = try options.labels.map { (values: try files.labels($0), path: $0) }
    try DataFiles.check(raw, hasLabels: labels != nil, hasTargets: options.targets != nil)
    let preparation: Preparation
    if let known, known.target != nil {
      preparation = known
    } else {
      preparation = try PreparationChoice.fit(
        raw, options.data, labels: labels, targets: options.targets, options.loss,
        standardizes: start.standardizes, imputes: options.imputes ?? false)
    }
    var model = try start.model(
      for: preparation, sampleShape: Self.sampleShape(raw), options.loss)
    let loss = LossChoice.suited(
      try options.loss ?? (saved?.loss.plugin as? any Loss)
        ?? LossChoice.standard(
          for: preparation.target, outputs: model.signature().outputTypes.first?.sampleCount),
      to: model)
    model.preparation = preparation
    let shape = try SampleShape.of(model, from: start.path ?? "--hidden")

    data = try files.dataset(
      raw, options.data, labels: labels, targets: options.targets, preparation, sampleShape: shape)
    validation = try options.validationData.map {
      try files.dataset(
        $0, labels: options.validationLabels, targets: options.targets, preparation,
        sampleShape: shape)
    }
    var state = Self.state(options, saved, loss, optimizer, preparation)
    let goesOn = Self.goesOn(optimizer, from: saved)
    // Another optimizer begins here, remembering nothing.
    if !goesOn { state.optimizerStart = state.step }
    self.state = state
    optimizerState = goesOn ? start.file?.optimizerState ?? [] : []
    self.model = model
    file = start.file
  }

  private static func sampleShape(_ raw: RawData) throws -> Shape? {
    guard case .array(let array) = raw else { return nil }
    return try Shape(array.shape.array.dropFirst())
  }

  private static func state(
    _ options: TrainingOptions, _ saved: TrainingState?, _ loss: any Loss,
    _ optimizer: any Optimizer, _ preparation: Preparation
  ) -> TrainingState {
    var state =
      saved
      ?? TrainingState(
        loss: AnyPlugin(loss), optimizer: AnyPlugin(optimizer),
        metrics: LossChoice.metrics(for: preparation.target).map { AnyPlugin($0) },
        batchSize: 32, seed: 0)
    state.loss = AnyPlugin(loss)
    state.optimizer = AnyPlugin(optimizer)
    if let size = options.batchSize { state.batchSize = size }
    if let seed = options.seed { state.seed = seed }
    if let bound = options.clipNorm { state.clipNorm = bound.value }
    if let bound = options.clipValue { state.clipValue = bound.value }
    if let split = options.validationSplit { state.validationSplit = split }
    // Data of its own takes the place of a share that was kept before.
    if options.validationData != nil { state.validationSplit = 0 }
    return state
  }

  /// Whether an optimizer can take up what the file's remembers.
  private static func goesOn(_ optimizer: any Optimizer, from saved: TrainingState?) -> Bool {
    guard let saved = try? saved?.optimizer.plugin as? any Optimizer else { return true }
    return type(of: saved).kind == type(of: optimizer).kind && saved.slots == optimizer.slots
  }
}
