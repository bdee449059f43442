import Strata

/// Predicts from rows of data.
enum PredictCommand: Command {
  static let name = "predict"
  static let summary = "Predict from rows of data, or from images"
  static let usage = [
    "predict MODEL.strata FILE… [--output FILE] [--format csv|jsonl] [--top K]",
    "predict MODEL.strata --data FILE [--data FILE…] …",
  ]
  static let notes = [
    "FILE is a table (CSV or JSON lines), an array (IDX or .npy), an image (PNG, PGM, PPM or PBM), all",
    "gzipped or not, a folder, of which every image is taken, or - for standard input.",
    "Columns are found by their names, in any order, and others are left out. A model that knows no",
    "names takes the columns as they come. Images are made gray or colored and resized to the model's",
    "input, and the first column of the answers is their file.",
    "Rows are answered piece by piece while they come, and whenever the input pauses. A row that",
    "cannot be read ends it with exit code 65; with --keep-going such rows are reported and left out.",
  ]
  static let options: [OptionSpec] = [
    OptionSpec(
      "--data", "FILE", "as FILE; may be given several times; needed where there is no FILE",
      default: "the files named", repeats: true),
    OptionSpec("--output", short: "-o", "FILE", "where to write", default: "standard output"),
    OptionSpec("--format", "csv|jsonl", "a table, or a JSON object a line", default: "csv"),
    OptionSpec("--top", "K", "the K most probable labels of each row", default: "1"),
    OptionSpec(
      "--probabilities", nil, "the probability of every label too",
      default: "off in CSV, on in JSON lines"),
    OptionSpec(
      "--columns", "COLUMN[,COLUMN…]", "columns of the table to put in front of the answers",
      default: "none"),
    OptionSpec("--flush", nil, "answer each row before reading on", default: "up to 256 at once"),
    OptionSpec(
      "--keep-going", nil, "report and leave out rows that cannot be read",
      default: "stop at the first"),
    OptionSpec(
      "--from", "KIND", "the format of the data: csv, jsonl, idx, npy, png, netpbm, …",
      default: "told by its content"),
    OptionSpec("--white", "N", "the number that a white pixel is", default: "255"),
    .header, .threads,
  ]
  static let examples = [
    Example("Three guesses for each row", "modeltool predict digits.strata test.csv --top 3"),
    Example(
      "Answers beside the right ones, as JSON lines",
      "modeltool predict digits.strata test.csv --columns digit --format jsonl"),
    Example(
      "An image, whose pixels go up to 16 as those of the training did",
      "modeltool predict digits.strata digit.pgm --white 16"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let (path, files) = try arguments.leadingOperand("MODEL.strata")
    let names = files + arguments.strings("--data")
    guard !names.isEmpty else { throw UsageError("--data is missing") }
    let format = try arguments.choice("--format", of: ["csv", "jsonl"])
    let top = try arguments.integer("--top", atLeast: 1)
    let columns = try arguments.list("--columns") ?? []
    let white = try arguments.number("--white", "a number over 0") { $0 > 0 } ?? 255
    let workers = WorkerPool(threads: try arguments.threads())
    let inputs = try PredictionInputs(names, arguments)
    let model = try Model(path: path, plugins: Plugins.registry)
    let shape = try SampleShape.of(model, from: path)
    let predictor = try FileProblem.naming(path) { try Predictor(model, workers: workers) }
    let writer = try FileProblem.naming(path) {
      try AnswerWriter(
        predictor, isJSON: format == "jsonl", top: top,
        showsAll: arguments.has("--probabilities"), columns: columns)
    }
    let prediction = Prediction(
      predictor, sampleShape: shape, white: white, columns: columns, writer,
      to: try AnswerOutput(arguments.string("--output")),
      batchSize: arguments.has("--flush") ? 1 : 256, keepsGoing: arguments.has("--keep-going"))
    for file in inputs.paths { try prediction.answer(inputs, file) }
    return try prediction.finish() ? 0 : Failure.badData
  }
}
