import Strata

/// A training from its setup to its file: watched, written on the way, interrupted, taken up again.
struct TrainingRun {
  let arguments: Arguments
  let options: RunOptions
  let setup: TrainingSetup
  let workers: WorkerPool

  /// Trains and writes the file.
  /// - Returns: The exit code: 0, or 128 and the signal that interrupted it.
  func run() throws -> Int32 {
    let (training, validation) = try parts()
    if options.resumes { try checkIsAsBegun(validation) }
    let trainer = try setup.trainer(for: training, workers: workers)
    let report = TrainingReport(options)
    let stopping = options.patience.map {
      EarlyStopping(validation == nil ? .loss : .validationLoss, patience: $0)
    }
    var callbacks: [any Callback] = [InterruptionWatch()]
    if let stopping { callbacks.append(stopping) }
    callbacks += report.callbacks
    if let frequency = options.checkpoints {
      callbacks.append(ModelCheckpoint(options.output, every: frequency, continuing: setup.file))
    }
    Interruption.watch()
    do {
      defer { report.close() }
      if options.resumes {
        try trainer.resume(training, validation: validation, callbacks: callbacks)
      } else {
        try trainer.fit(
          training, epochs: options.epochs, validation: validation, callbacks: callbacks)
      }
    }
    let state = trainer.state
    try (setup.file ?? ModelFile(trainer.model)).replacing(
      trainer.model, state: state, optimizerState: trainer.optimizerState
    ).write(to: options.output)
    if state.lastEpoch != nil, let signal = Interruption.signal {
      StandardOutput.complain(stopped(state))
      return 128 + signal
    }
    if let stopping, !options.isQuiet { say(stopping, state) }
    return 0
  }

  /// What is trained on and what is measured on.
  private func parts() throws -> (training: Dataset, validation: Dataset?) {
    let share = setup.state.validationSplit
    guard setup.validation == nil, share > 0 else { return (setup.data, setup.validation) }
    let parts = try setup.data.split(validation: share, seed: setup.state.seed)
    return (parts.training, parts.validation)
  }

  // MARK: - Going on

  /// Refuses to complete a training without what it was begun with and its file does not hold.
  private func checkIsAsBegun(_ validation: Dataset?) throws {
    if validation == nil, setup.state.history.last?.validationLoss != nil {
      throw UsageError("--validation-data is missing: the training was begun with it")
    }
    if options.patience == nil, setup.state.bestEpoch != nil {
      throw UsageError("--early-stopping is missing: the training was begun with it")
    }
  }

  /// Where the training stands, and what completes it.
  private func stopped(_ state: TrainingState) -> String {
    let last = state.lastEpoch ?? state.epoch
    let place =
      state.partial.map { "in epoch \(state.epoch + 1) of \(last) at step \($0.steps)" }
      ?? "after epoch \(state.epoch) of \(last)"
    // Standard output went somewhere that only its reader can name.
    let path = options.output == "-" ? "MODEL.strata" : options.output
    let words = arguments.words(
      without: RunOptions.begun + ["--output", "--resume"], adding: [("--resume", nil)])
    let line = Arguments.line(TrainCommand.name, operand: path, words)
    return "stopped \(place); go on with: \(line)\n"
  }

  /// Which weights early stopping kept.
  private func say(_ stopping: EarlyStopping, _ state: TrainingState) {
    guard let best = stopping.restoredEpoch, best < state.epoch else { return }
    let watched = stopping.monitor == .loss ? "loss" : "validation loss"
    let end =
      stopping.hasStopped
      ? "stopped early: \(Numbers.counted(state.epoch - best, "epoch")) without a better \(watched); "
      : "the \(watched) was best in epoch \(best); "
    StandardOutput.complain(end + "kept the weights of epoch \(best)\n")
  }
}
