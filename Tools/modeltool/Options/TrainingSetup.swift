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
  /// Whether every class is to count as much as any other; nil if that stays as it is.
  private let weighsClasses: Bool?

  /// - Parameters:
  ///   - options: What the command line says.
  ///   - start: What the training begins with.
  ///   - files: Its data.
  ///   - rows: The samples from which a preparation is learned; nil for all.
  init(
    _ options: TrainingOptions, _ start: Start, _ files: TrainingData, measuring rows: [Int]? = nil
  ) throws {
    let saved = start.file?.state
    let optimizer = try OptimizerChoice.optimizer(options, saved?.optimizer)
    let preparation: Preparation
    let reconstructs = files.files.reconstructs
    if let known = start.file?.model.preparation, known.target != nil || reconstructs {
      preparation = known
    } else {
      preparation = try PreparationChoice.fit(
        files.raw, options.data, labels: files.labels, targets: options.targets, options.loss,
        reconstructs: reconstructs, standardizes: start.standardizes,
        imputes: options.imputes ?? false, measuring: rows)
    }
    var model = try start.model(
      for: preparation, sampleShape: files.sampleShape, options.loss, options.settings)
    let loss = LossChoice.suited(
      try options.loss ?? (saved?.loss.plugin as? any Loss)
        ?? LossChoice.standard(
          for: preparation.target, outputs: model.signature().outputTypes.first?.sampleCount),
      to: model)
    if options.text == nil, start.file?.model.preparation?.target == nil {
      try Self.checkClassesWrittenAsNumbers(preparation, model)
    }
    model.preparation = preparation
    let shape = try SampleShape.of(model, from: start.path ?? "--hidden")

    data = try files.dataset(preparation, sampleShape: shape)
    validation = try options.validationData.map {
      try files.files.dataset(
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
    weighsClasses = options.weighsClasses
  }

  /// Refuses, before any data is read, what does not go with what a training begins with.
  /// - Throws: ``UsageError``.
  static func check(_ options: TrainingOptions, _ start: Start) throws {
    if start.file?.model.preparation?.target != nil {
      for (name, isGiven) in [
        ("--impute", options.imputes != nil), ("--text", options.text != nil),
      ] where isGiven {
        throw UsageError("\(name): a trained model's file says how it prepares data")
      }
    }
    _ = try OptimizerChoice.optimizer(options, start.file?.state?.optimizer)
  }

  /// Refuses a column of numbers for a network of several outputs: most often its numbers are the names
  /// of classes, which nothing but the command line can say.
  private static func checkClassesWrittenAsNumbers(
    _ preparation: Preparation, _ model: Model
  ) throws {
    guard case .numbers(let targets) = preparation.target, targets.count == 1,
      let outputs = try model.signature().outputTypes.first?.sampleCount, outputs > 1
    else { return }
    let name = targets[0].name
    throw Mismatch(
      expected: "a network of 1 output, as the column '\(name)' holds numbers "
        + "(--text \(name) makes them classes)", got: "\(outputs) outputs")
  }

  /// What trains on some samples: with layers measured on them, and classes weighed, as they are.
  func trainer(for training: Dataset, workers: WorkerPool) throws -> Trainer {
    var (model, state) = (model, state)
    if state.step == 0, model.hasFittedLayers {
      try model.fitLayers(to: [training.inputs], workers: workers)
    }
    switch weighsClasses {
    case true?:
      guard case .classes(let classes) = model.preparation?.target else {
        throw UsageError("--class-weights goes with classes; the targets are numbers")
      }
      state.classWeights = try training.balancedClassWeights(classes: classes.labels.count)
    case false?: state.classWeights = nil
    case nil: break
    }
    return try Trainer(
      resuming: model, state: state, optimizerState: optimizerState, workers: workers)
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
