import Strata
import StrataBytes
import StrataJSON

/// Answers rows as they come, some at a time.
final class Prediction {
  private let predictor: Predictor
  private let sampleShape: Shape
  private let white: Double
  private let columns: [String]
  private let output: AnswerOutput
  private let batchSize: Int
  private let keepsGoing: Bool
  private let writer: AnswerWriter
  /// The rows that are not answered yet: prepared, and what goes in front of the answers.
  private var values: [Float] = []
  private var leads: [AnswerWriter.Lead] = []
  /// Whether rows are images, once there was one.
  private var areImages: Bool?
  private var isHeadWritten = false
  private var rowCount = 0
  private var badCount = 0
  /// What went wrong while the input paused.
  private var failure: (any Error)?

  /// - Parameters:
  ///   - white: The number that a white pixel is.
  ///   - columns: The columns that go in front of the answers.
  ///   - writer: Writes the answers.
  ///   - batchSize: Rows that are answered at once.
  ///   - keepsGoing: Whether a bad row is reported and left out.
  init(
    _ predictor: Predictor, sampleShape: Shape, white: Double, columns: [String],
    _ writer: AnswerWriter, to output: AnswerOutput, batchSize: Int, keepsGoing: Bool
  ) {
    self.predictor = predictor
    self.sampleShape = sampleShape
    self.white = white
    self.columns = columns
    self.writer = writer
    self.output = output
    self.batchSize = batchSize
    self.keepsGoing = keepsGoing
  }

  /// Answers the rows of a file.
  func answer(_ inputs: PredictionInputs, _ path: String) throws {
    do {
      try FileProblem.naming(path) { try read(inputs, path) }
    } catch {
      // What stood before the bad row has been read, and is answered.
      try flush()
      throw error
    }
  }

  private func read(_ inputs: PredictionInputs, _ path: String) throws {
    var wanted: [String]?
    if case .columns(let columns) = predictor.preparation?.input {
      wanted = columns.map(\.name) + self.columns
    }
    let source = try inputs.rows(of: path, columns: wanted) { self.answerWhatIsThere() }
    let places = try leadingPlaces(in: source.layout)
    let isImage = source.layout == .image
    guard areImages ?? isImage == isImage else {
      throw Mismatch(
        expected: isImage ? "a table or an array, as before" : "an image, as before",
        got: isImage ? "an image" : "a table or an array")
    }
    areImages = isImage
    let rows = try PreparedRows(
      source, predictor.preparation, sampleShape: sampleShape, excluding: columns, white: white)
    // While the next row is waited for, those before it are answered: it has a place of its own.
    var next: [Float] = []
    while true {
      do {
        guard let row = try rows.next(into: &next) else { return }
        values += next
        next.removeAll(keepingCapacity: true)
        leads.append(lead(row, places, file: isImage ? path : nil))
      } catch let error as RowError {
        badCount += 1
        guard keepsGoing else { throw error }
        StandardOutput.complain(Failure.message(of: FileProblem.named(error, path)))
      }
      rowCount += 1
      if let failure { throw failure }
      if leads.count >= batchSize { try flush() }
    }
  }

  /// Where the columns stand that go in front of the answers.
  private func leadingPlaces(in layout: RowLayout) throws -> [Int] {
    guard !columns.isEmpty else { return [] }
    guard case .table(let names, _) = layout else {
      throw UsageError("--columns goes with tables; images and arrays have no columns")
    }
    return try columns.map { column in
      guard let place = names.firstIndex(of: column) else {
        throw PreparationError.noColumn(name: column, columns: names)
      }
      return place
    }
  }

  private func lead(_ row: DataRow, _ places: [Int], file: String?) -> AnswerWriter.Lead {
    guard case .fields(let fields) = row.content, !places.isEmpty else {
      return AnswerWriter.Lead(file: file, fields: [], object: nil)
    }
    return AnswerWriter.Lead(file: file, fields: places.map { fields[$0] }, object: row.object)
  }

  /// Answers what has been read, while there is nothing more to read.
  private func answerWhatIsThere() {
    do {
      try flush()
    } catch {
      failure = error
    }
  }

  /// Answers the rows that have been read.
  private func flush() throws {
    guard !leads.isEmpty else { return }
    let inputs = try Tensor(
      shape: Shape([leads.count] + sampleShape.array), elements: values)
    var bytes: [UInt8] = []
    // The head waits for the first rows: data that cannot be read leaves nothing behind.
    if !isHeadWritten { writer.appendHead(hasFiles: areImages == true, to: &bytes) }
    try writer.append(predictor.answers(inputs), leads, to: &bytes)
    values.removeAll(keepingCapacity: true)
    leads.removeAll(keepingCapacity: true)
    isHeadWritten = true
    try output.write(bytes)
  }

  /// Answers the last rows and puts the output in its place.
  /// - Returns: Whether all rows could be read.
  func finish() throws -> Bool {
    try flush()
    if let failure { throw failure }
    if !isHeadWritten {
      var bytes: [UInt8] = []
      writer.appendHead(hasFiles: areImages == true, to: &bytes)
      try output.write(bytes)
    }
    try output.commit()
    guard badCount > 0 else { return true }
    StandardOutput.complain(
      "modeltool: \(Numbers.grouped(badCount)) of \(Numbers.counted(rowCount, "row")) left out\n")
    return false
  }
}
