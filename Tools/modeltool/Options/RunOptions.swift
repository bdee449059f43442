import Strata

/// How a training runs and what it says, not what is trained: checked before any file is read.
struct RunOptions {
  /// Where the model goes.
  let output: String
  let epochs: Int
  let threads: Int
  /// Whether an interrupted training is completed.
  let resumes: Bool
  /// When the file is written on the way, if it is.
  let checkpoints: ModelCheckpoint.Frequency?
  /// The epochs that may bring nothing better, if that ends the training.
  let patience: Int?
  let isQuiet: Bool
  let printsJSON: Bool
  let plots: Bool

  /// What a resumed training takes from its file, because the interrupted one began with it.
  static let begun = [
    "--hidden", "--activation", "--network", "--set", "--prepare", "--text", "--impute",
    "--validation-split", "--loss", "--optimizer", "--learning-rate", "--momentum", "--clip-norm",
    "--clip-value", "--class-weights", "--epochs", "--batch-size", "--seed", "--search", "--trials",
    "--folds",
  ]

  init(_ arguments: Arguments) throws {
    resumes = arguments.has("--resume")
    if resumes {
      if let option = Self.begun.first(where: arguments.has) {
        throw UsageError("\(option): --resume completes the training as it was begun")
      }
      let path = try arguments.operand("MODEL.strata")
      output = arguments.string("--output") ?? path
    } else {
      output = try arguments.required("--output")
    }
    epochs = try arguments.integer("--epochs", atLeast: 1) ?? 10
    threads = try arguments.threads()
    checkpoints = try arguments.string("--checkpoint-every").map(Self.frequency)
    patience = try arguments.integer("--early-stopping", atLeast: 1)
    isQuiet = arguments.has("--quiet")
    printsJSON = arguments.has("--json")
    plots = arguments.has("--plot")
    if output == "-" {
      if checkpoints != nil { throw UsageError("--checkpoint-every needs a file as --output") }
      if printsJSON { throw UsageError("--json prints where --output - would write the model") }
    }
    if plots, isQuiet { throw UsageError("expected --plot or --quiet, got both") }
  }

  /// `5` is every five epochs, `500-steps` every 500 steps.
  private static func frequency(_ text: String) throws -> ModelCheckpoint.Frequency {
    let ending = "-steps"
    let isSteps = text.hasSuffix(ending)
    guard let count = Int(isSteps ? String(text.dropLast(ending.count)) : text), count > 0 else {
      throw UsageError(
        "--checkpoint-every: expected a number of epochs, or of steps as 500-steps, got '\(text)'")
    }
    return isSteps ? .steps(count) : .epochs(count)
  }
}
