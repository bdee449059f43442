import Strata

/// What the command line says about a search, checked before any file is read.
struct SearchOptions {
  let space: HyperparameterSpace
  let trials: Int
  let folds: Int

  /// The options that a search can vary, beside those of layers.
  private static let names = [
    "activation", "batch-size", "clip-norm", "clip-value", "hidden", "learning-rate", "momentum",
    "optimizer",
  ]
  /// What says how to search, and is no part of the training that is found.
  static let own = ["--search", "--trials", "--folds"]

  /// - Returns: nil where nothing is searched for.
  init?(_ arguments: Arguments) throws {
    let trials = try arguments.integer("--trials", atLeast: 1, atMost: 10_000)
    let folds = try arguments.integer("--folds", atLeast: 2)
    guard let text = arguments.string("--search") else {
      if trials != nil { throw UsageError("--trials goes with --search") }
      if folds != nil { throw UsageError("--folds goes with --search") }
      return nil
    }
    do {
      space = try HyperparameterSpace(text)
    } catch {
      throw UsageError("--search: \(error)")
    }
    self.trials = trials ?? 20
    self.folds = folds ?? 5
    for axis in space.axes where !axis.name.contains(".") {
      guard Self.names.contains(axis.name) else {
        throw UsageError(
          "--search: expected \(Self.names.joined(separator: ", ")) or LAYER.OPTION, "
            + "got '\(axis.name)'")
      }
      if arguments.has("--" + axis.name) {
        throw UsageError("--\(axis.name): --search varies it")
      }
    }
    for name in [
      "--validation-data", "--validation-split", "--early-stopping", "--checkpoint-every",
    ] where arguments.has(name) {
      throw UsageError("\(name) does not go with --search, which measures on its folds")
    }
    if arguments.string("--output") == "-" {
      throw UsageError("--search prints where --output - would write the model")
    }
    if !arguments.operands.isEmpty {
      throw UsageError("--search goes with --hidden or --network: a model has seen its data")
    }
  }

  /// The command line that trains with a trial's settings alone.
  static func arguments(
    _ arguments: Arguments, with trial: RandomSearch.Trial
  ) throws(UsageError) -> Arguments {
    let settings = trial.settings.map { setting -> (name: String, value: String?) in
      setting.name.contains(".")
        ? ("--set", "\(setting.name)=\(setting.value)") : ("--" + setting.name, setting.value)
    }
    return try Arguments(
      arguments.words(without: own, adding: settings), TrainCommand.options)
  }
}
