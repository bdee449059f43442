import Strata
import StrataBytes

/// Predicts from rows of data.
enum PredictCommand: Command {
  static let name = "predict"
  static let summary = "Predict from rows of data"
  static let usage = [
    "predict MODEL.strata --data FILE [--output FILE] [--format csv|jsonl] [--top K]"
  ]
  static let notes = [
    "Columns are found by their names, in any order, and others are left out. A model that knows no",
    "names takes the columns as they come. A table is read and answered piece by piece.",
  ]
  static let options: [OptionSpec] = [
    .data,
    OptionSpec("--output", short: "-o", "FILE", "where to write", default: "standard output"),
    OptionSpec("--format", "csv|jsonl", "a table, or a JSON object a line", default: "csv"),
    OptionSpec("--top", "K", "the K most probable labels of each row", default: "1"),
    .header, .threads,
  ]

  /// Rows that are read before they are answered.
  private static let batchSize = 256

  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.operand("MODEL.strata")
    let data = try arguments.required("--data")
    let format = try arguments.choice("--format", of: ["csv", "jsonl"]) ?? "csv"
    let top = try arguments.integer("--top", atLeast: 1)
    let workers = WorkerPool(
      threads: try arguments.threads())
    let files = try DataFiles(arguments)
    let model = try Model(path: path, plugins: Plugins.registry)
    let shape = try SampleShape.of(model, from: path)
    let predictor = try FileProblem.naming(path) { try Predictor(model, workers: workers) }
    let writer = try FileProblem.naming(path) {
      try AnswerWriter(predictor, isJSON: format == "jsonl", top: top)
    }

    func answers(_ sink: (String) throws -> Void) throws {
      // The head waits for the first rows: data that cannot be read leaves nothing behind.
      var head = writer.head
      try forEachBatch(of: data, files, model.preparation, shape) { inputs in
        try sink(head + writer.rows(for: inputs))
        head = ""
      }
      if !head.isEmpty { try sink(head) }
    }
    if let output = arguments.string("--output"), output != "-" {
      var file = try AtomicFile(replacing: output)
      try answers { try file.write(Array($0.utf8)) }
      try file.commit()
    } else {
      try answers { try StandardOutput.print(data: $0) }
    }
    return 0
  }

  /// Reads and prepares rows, some at a time.
  private static func forEachBatch(
    of path: String, _ files: DataFiles, _ preparation: Preparation?, _ shape: Shape,
    _ body: (Tensor<Float>) throws -> Void
  ) throws {
    try FileProblem.naming(path) {
      var stream = try ByteStream(path: path)
      guard case .csv = DataFormat.detect(try stream.peek(DataFormat.peekLength)) else {
        let raw = try RawData(stream)
        let all = try files.inputs(raw, path, preparation, sampleShape: shape)
        for start in stride(from: 0, to: all.rowCount, by: batchSize) {
          try body(all.rows(Array(start..<min(start + batchSize, all.rowCount))))
        }
        return
      }
      var reader = try CSVReader(stream, header: files.header)
      let preparation = preparation ?? DataFiles.asItIs
      let rows = try preparation.input.reader(
        forHeader: reader.header, excluding: preparation.target?.names ?? [])
      var values: [Float] = []
      var count = 0
      func flush() throws {
        try body(Tensor(shape: Shape([count] + shape.array), elements: values))
        values.removeAll(keepingCapacity: true)
        count = 0
      }
      while let row = try reader.next() {
        try rows.prepare(fields: row.fields, line: row.line, into: &values)
        count += 1
        guard values.count == count * shape.count else {
          throw PreparationError.fieldCount(
            line: row.line, expected: shape.count, got: values.count - (count - 1) * shape.count)
        }
        if count == batchSize { try flush() }
      }
      if count > 0 { try flush() }
    }
  }
}
