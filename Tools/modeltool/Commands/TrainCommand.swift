import Strata
import StrataBytes

/// Trains a new network, or goes on with a model.
enum TrainCommand: Command {
  static let name = "train"
  static let summary = "Train a network, or train a model further"
  static let usage = [
    "train --hidden 256,128 [--activation relu] --data FILE … --output OUT.strata",
    "train --network NET.json --data FILE … --output OUT.strata",
    "train MODEL.strata --data FILE … --output OUT.strata",
  ]
  static let notes = [
    "A table needs --target, an array needs --labels. Text targets and labels are classes, other",
    "targets numbers. A model goes on from its saved state: what is not said comes from its file,",
    "and --epochs are additional ones. The same seed gives the same file, on any number of threads.",
  ]
  static let options = [
    OptionSpec("--hidden", "N[,N…]", "a new network: the units of its hidden dense layers"),
    OptionSpec(
      "--activation", "NAME", "what hidden layers end in: relu, sigmoid, tanh, leakyReLU, …",
      default: "relu"),
    OptionSpec("--network", "NET.json", "a new network from a file (see modeltool help new)"),
    .data, .labels, .target, .header,
    OptionSpec(
      "--prepare", "standardize|none",
      "bring numbers to mean 0 and deviation 1, 8-bit pixels to 0…1",
      default: "standardize with --hidden, none with --network"),
    OptionSpec(
      "--text", "COLUMN[,COLUMN…]", "columns that are text though they look like numbers"),
    OptionSpec(
      "--impute", "mean|none",
      "what a missing value becomes: the mean, or the most frequent text", default: "none"),
    OptionSpec("--validation-data", "FILE", "rows to measure on after each epoch"),
    OptionSpec("--validation-labels", "FILE", "their labels, for an array"),
    OptionSpec("--validation-split", "SHARE", "or the share of the data to keep for that"),
    OptionSpec(
      "--loss", "NAME", "what to make small",
      default: "softmaxCrossEntropy for classes, else meanSquaredError"),
    OptionSpec(
      "--optimizer", "NAME", "what moves the weights: sgd, adamW, lbfgs and others",
      default: "adam"),
    OptionSpec(
      "--learning-rate", "X", "how far a step goes",
      default: "the optimizer's: 0.001 for adam, 0.01 for sgd"),
    OptionSpec("--momentum", "X", "momentum of sgd, below 1", default: "0"),
    OptionSpec(
      "--clip-norm", "X|none", "shorten the gradients, all together, to X at most",
      default: "none"),
    OptionSpec("--clip-value", "X|none", "keep each gradient from -X to X", default: "none"),
    OptionSpec("--epochs", "N", "passes over the data", default: "10"),
    OptionSpec("--batch-size", "N", "samples a step", default: "32"),
    OptionSpec("--seed", "N", "what all random numbers depend on", default: "0"),
    .threads, OptionSpec("--quiet", nil, "no progress line"), .output,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let output = try arguments.required("--output")
    let epochs = try arguments.integer("--epochs", atLeast: 1) ?? 10
    let workers = WorkerPool(
      threads: try arguments.threads())
    // Hours of training should not end with a folder that is not there.
    if output != "-" { _ = try AtomicFile(replacing: output) }
    let setup = try TrainingSetup(arguments)

    var (training, validation) = (setup.data, setup.validation)
    if validation == nil, setup.state.validationSplit > 0 {
      let parts = try training.split(
        validation: setup.state.validationSplit, seed: setup.state.seed)
      (training, validation) = (parts.training, parts.validation)
    }
    var model = setup.model
    if setup.state.epoch == 0, model.hasFittedLayers {
      try model.fitLayers(to: [training.inputs], workers: workers)
    }
    let trainer = try Trainer(
      resuming: model, state: setup.state, optimizerState: setup.optimizerState, workers: workers)
    try trainer.fit(
      training, epochs: epochs, validation: validation,
      callbacks: arguments.has("--quiet") ? [] : [ProgressLine()])
    try (setup.file ?? ModelFile(trainer.model)).replacing(
      trainer.model, state: trainer.state, optimizerState: trainer.optimizerState
    ).write(to: output)
    return 0
  }
}
