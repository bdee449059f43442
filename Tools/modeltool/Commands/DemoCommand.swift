import Strata
import StrataBytes

/// Walks the whole path on handwritten digits: train, save, inspect, predict, train further.
enum DemoCommand: Command {
  static let name = "demo"
  static let summary = "Walk the whole path on handwritten digits that come with the tool"
  static let usage = ["demo [--output MODEL.strata | --files FOLDER]"]
  static let notes = [
    "Trains a network on 1,500 images of 8×8 pixels, saves it, inspects the file, predicts images",
    "that it has not seen, trains it further, and compares. The digits: E. Alpaydin and C. Kaynak,",
    "UCI Machine Learning Repository, CC BY 4.0. With --files the digits are left in a folder too:",
    "digits.csv to train on, test.csv held out, digit.pgm the first of those as an image, net.json a",
    "network for them, first.strata the model after 5 epochs and digits.strata after 20.",
  ]
  static let options = [
    OptionSpec(
      "--output", short: "-o", "MODEL.strata", "where to save the model",
      default: "in a temporary folder"),
    OptionSpec("--files", "FOLDER", "leave the data and the models there", default: "nothing"),
  ]
  static let examples = [
    Example("Walk the path", "modeltool demo"),
    Example("Keep the model", "modeltool demo --output mine.strata"),
    Example("Keep all that the examples of these pages use", "modeltool demo --files ."),
  ]

  /// Images to learn from; the rest are held out.
  private static let trainingCount = 1500

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.noOperands()
    let files = arguments.string("--files")
    guard files == nil || !arguments.has("--output") else {
      throw UsageError("expected --output or --files, got both")
    }
    let path =
      try arguments.string("--output")
      ?? (files ?? TemporaryFolder.make("strata-demo")) + "/digits.strata"
    _ = try AtomicFile(replacing: path)
    let digits = try Digits()
    if let files { try digits.write(into: files, trainingCount: trainingCount) }
    let training = digits.data.rows(Array(0..<trainingCount))
    let held = digits.data.rows(Array(trainingCount..<digits.data.count))

    try say("1. Train a 64-32-10 network on \(Numbers.grouped(training.count)) digits, 5 epochs.")
    var model = try Model(input: [64], seed: 1) {
      Dense(32, activation: .relu)
      Dense(10)
    }
    model.preparation = digits.preparation
    let trainer = try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(), metrics: [.accuracy], seed: 1)
    try trainer.fit(training, epochs: 5, callbacks: [ProgressLine()])
    let first = try accuracy(trainer.model, held)

    try say("\n2. Save it to \(path) and inspect the file.\n")
    try save(trainer, path)
    if let files { try save(trainer, files + "/first.strata") }
    let survey = try FileSurvey(path: path, plugins: Plugins.registry)
    try StandardOutput.print(Inspection(path: path, survey, width: Screen.columns()).text)

    try say("\n3. Load it and predict digits that it has not seen.\n")
    let loaded = try ModelFile(path: path, plugins: Plugins.registry)
    try show(loaded.model, held)

    try say("\n4. Train the loaded model further, 15 epochs.")
    let again = try Trainer(
      resuming: loaded.model, state: loaded.state ?? trainer.state,
      optimizerState: loaded.optimizerState)
    try again.fit(training, epochs: 15, callbacks: [ProgressLine()])
    try save(again, path)
    let second = try accuracy(again.model, held)

    try say("\n5. Right on \(held.count) held-out digits:")
    try say("   after  5 epochs  \(Numbers.decimal(100 * first, 1)) %")
    try say("   after 20 epochs  \(Numbers.decimal(100 * second, 1)) %")
    try say("\nThe model is yours: modeltool inspect \(path)")
    return 0
  }

  private static func say(_ text: String) throws {
    try StandardOutput.print(folding: text + "\n")
  }

  private static func save(_ trainer: Trainer, _ path: String) throws {
    try ModelFile(
      trainer.model, state: trainer.state, optimizerState: trainer.optimizerState
    ).write(to: path)
  }

  private static func accuracy(_ model: Model, _ data: Dataset) throws -> Double {
    try Evaluator(model, loss: .softmaxCrossEntropy, metrics: [.accuracy])
      .evaluate(data).metrics[0].value
  }

  /// Draws the first few images with what the model says of them.
  private static func show(_ model: Model, _ data: Dataset) throws {
    // A picture is 16 characters wide and has three before it.
    let count = min(5, max(1, (Screen.columns() ?? 95) / 19))
    let some = data.rows(Array(0..<count))
    guard case .classes(let target) = model.preparation?.target else { return }
    let answers = TensorView(try Predictor(model).answers(some.inputs))
    let pictures = (0..<count).map { Digits.picture(of: some.inputs, $0, model.preparation) }
    for line in 0..<8 { try say("   " + pictures.map { $0[line] }.joined(separator: "   ")) }
    let captions = (0..<count).map { row in
      let best = target.top(1, of: answers, row: row)[0]
      return padded("\(best.label)  \(Numbers.decimal(100 * Double(best.probability), 1)) %", 16)
    }
    try say("   " + captions.joined(separator: "   "))
  }
}
