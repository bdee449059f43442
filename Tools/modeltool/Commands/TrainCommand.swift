import Strata
import StrataBytes

/// Trains a new network, goes on with a model, or searches for the network to train.
enum TrainCommand: Command {
  static let name = "train"
  static let summary = "Train a network, or train a model further"
  static let usage = [
    "train --hidden 256,128 [--activation relu] --data FILE … --output OUT.strata",
    "train --network NET.json --data FILE … --output OUT.strata",
    "train MODEL.strata --data FILE … --output OUT.strata",
    "train MODEL.strata --data FILE … --resume",
    "train --search SPACE --data FILE … --output OUT.strata",
  ]
  static let notes = [
    "A table needs --target, an array needs --labels. Text targets and labels are classes, other",
    "targets numbers. A model goes on from its saved state: what is not said comes from its file,",
    "and --epochs are additional ones. The same seed gives the same file, on any number of threads.",
    "",
    "Ctrl-C finishes the step, writes the model and says how to go on; a second one stops at once and",
    "leaves the files as they were. --resume completes the epochs that were first asked for, as if there",
    "had been no break: what the training began with is in the file, its data is named again.",
    "",
    "SPACE is NAME=LOW..HIGH or NAME=A|B, separated by commas; NAME is learning-rate, batch-size,",
    "hidden, momentum, activation, optimizer, clip-norm, clip-value or LAYER.OPTION. Whole ends give",
    "whole numbers; ends over 0 whose ratio is 10 or more are searched by magnitude.",
  ]
  static let examples = [
    Example(
      "Train on digits as classes",
      "modeltool train --hidden 32 --data digits.csv --target digit --text digit --output mine.strata"
    ),
    Example(
      "Train a model further until its loss stays as it is",
      "modeltool train digits.strata --data digits.csv --early-stopping 3 --output more.strata"),
    Example(
      "Find how many units guess the number best, and keep the best network",
      "modeltool train --search hidden=8..64 --data digits.csv --target digit --output best.strata"),
  ]
  static let options = [
    OptionSpec(
      "--hidden", "N[,N…]", "a new network: the units of its hidden dense layers",
      default: "none: a network or a model is needed"),
    OptionSpec(
      "--activation", "NAME", "what hidden layers end in: relu, sigmoid, tanh, leakyReLU, …",
      default: "relu"),
    OptionSpec(
      "--network", "NET.json", "a new network from a file (see modeltool help new)",
      default: "none"),
    OptionSpec(
      "--set", "LAYER.OPTION=VALUE", "change a layer: dense1.units=64; may be given again",
      default: "as the network says", repeats: true),
    .data, .labels, .target, .reconstruct, .header,
    OptionSpec(
      "--prepare", "standardize|none",
      "bring numbers to mean 0 and deviation 1, 8-bit pixels to 0…1",
      default: "standardize with --hidden, none with --network"),
    OptionSpec(
      "--text", "COLUMN[,COLUMN…]", "columns that are text though they look like numbers",
      default: "those with texts"),
    OptionSpec(
      "--impute", "mean|none",
      "what a missing value becomes: the mean, or the most frequent text", default: "none"),
    OptionSpec(
      "--validation-data", "FILE", "rows to measure on after each epoch", default: "none"),
    OptionSpec(
      "--validation-labels", "FILE", "their labels, for an array", default: "needed with one"),
    OptionSpec(
      "--validation-split", "SHARE", "or the share of the data to keep for that", default: "none"),
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
    OptionSpec(
      "--class-weights", "balanced|none", "whether rare classes count as much as frequent ones",
      default: "none"),
    OptionSpec("--epochs", "N", "passes over the data", default: "10"),
    OptionSpec("--batch-size", "N", "samples a step", default: "32"),
    OptionSpec("--seed", "N", "what all random numbers depend on", default: "0"),
    OptionSpec(
      "--early-stopping", "[N]",
      "end when N epochs brought no better validation loss (without, loss)",
      default: "never; 10 without N", alone: "10"),
    OptionSpec(
      "--checkpoint-every", "N|N-steps", "write the output every N epochs, or steps, on the way",
      default: "at the end"),
    OptionSpec("--resume", nil, "complete an interrupted training, in its own file"),
    OptionSpec(
      "--search", "SPACE", "try settings at random, train the best on all data", default: "none"),
    OptionSpec("--trials", "N", "how many settings to try", default: "20"),
    OptionSpec("--folds", "K", "parts of the data, each measured on once", default: "5"),
    .threads,
    OptionSpec("--plot", nil, "a chart of loss and metric, redrawn on a terminal"),
    OptionSpec("--json", nil, "print a JSON object a line for each epoch, and each trial"),
    OptionSpec("--quiet", nil, "no progress line"), .output,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let options = try RunOptions(arguments)
    let search = try SearchOptions(arguments)
    // Hours of training should not end with a folder that is not there.
    if options.output != "-" { _ = try AtomicFile(replacing: options.output) }
    let workers = WorkerPool(threads: options.threads)
    if let search {
      return try SearchRun(
        arguments: arguments, search: search, options: options, workers: workers
      ).run()
    }
    let training = try TrainingOptions(arguments)
    let start = try Start(arguments)
    try TrainingSetup.check(training, start)
    if options.resumes, let file = start.file, file.state?.lastEpoch == nil {
      return try complete(file, arguments.operands[0], options)
    }
    let data = try TrainingData(arguments, training, for: start.file?.model.preparation)
    return try TrainingRun(
      arguments: arguments, options: options, setup: TrainingSetup(training, start, data),
      workers: workers
    ).run()
  }

  /// What is left to do for a training that is complete: nothing.
  private static func complete(
    _ file: ModelFile, _ path: String, _ options: RunOptions
  ) throws -> Int32 {
    guard let state = file.state, state.epoch > 0 else {
      throw FileProblem(
        path: path,
        error: Mismatch(expected: "a training that was interrupted", got: "an untrained model"))
    }
    if options.output != path { try file.write(to: options.output) }
    if !options.isQuiet {
      StandardOutput.complain(
        "\(path.printable): the training is complete after \(Numbers.counted(state.epoch, "epoch")); "
          + "--epochs N without --resume trains further\n")
    }
    return 0
  }
}
