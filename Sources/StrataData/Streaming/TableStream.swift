public import StrataModel
public import StrataTensor
import StrataBytes

/// The rows of a CSV file as samples, read and prepared as they are needed: for tables that are larger
/// than memory.
///
/// The file is read once a pass. The preparation must be known, such as from a part of the file; see
/// ``PreparationFitter``.
public struct TableStream: SampleSource {
  private let stream: SampleStream

  /// The rows of a file.
  /// - Parameters:
  ///   - path: The file, which can be read again; gzip is unpacked.
  ///   - preparation: What makes samples and targets of its columns; it must have a target.
  ///   - sample: The shape of a sample, if it is not a vector of the preparation's values.
  ///   - header: Whether the first row names the columns.
  ///   - window: How many rows a shuffled pass holds to choose from.
  /// - Throws: ``DataError/stream(_:)`` for a file that cannot be read or has no row, columns that the
  ///   preparation does not find, a value that it does not take, in any row, and a sample's shape that
  ///   does not fit; ``DataError/reopen(_:)`` for standard input.
  /// - Complexity: O(bytes of the file): the rows are counted.
  public init(
    path: String, _ preparation: Preparation, sample: Shape? = nil,
    header: CSVReader.Header = .automatic, window: Int = 4096
  ) throws(DataError) {
    guard path != "-" else {
      throw .reopen("expected a file that can be read again for each epoch, got standard input")
    }
    let width: Int?
    switch preparation.target {
    case .classes: width = nil
    case .numbers(let numbers): width = numbers.count
    case nil: throw .stream("\(path.printable): expected a preparation with a target, got none")
    }
    var count = 0
    let rows = try Rows(path, preparation, header)
    while try rows.next() != nil { count += 1 }
    guard let values = rows.width, let vector = try? Shape([values]) else {
      throw .stream("\(path.printable): expected at least one row, got none")
    }
    let shape = sample ?? vector
    guard shape.count == values else {
      throw .stream(
        "\(path.printable): expected rows of \(shape.count) values, as the shape \(shape) has, got "
          + "\(values)")
    }
    stream = SampleStream(
      SampleLayout(inputs: [shape], targets: [width]), count: count, window: window
    ) { () throws(DataError) -> SampleStream.Next in
      let rows = try Rows(path, preparation, header)
      return { () throws(DataError) in try rows.next() }
    }
  }

  /// What the samples look like.
  public var layout: SampleLayout { stream.layout }
  /// The number of rows.
  public var sampleCount: Int? { stream.sampleCount }

  /// Begins to read the file.
  public func pass(
    shuffledBy random: RandomStream?, from start: Int
  ) throws(DataError) -> any SamplePass {
    try stream.pass(shuffledBy: random, from: start)
  }
}

/// Prepares one row after another.
private final class Rows {
  private let path: String
  private var reader: CSVReader
  private let inputs: RowPreparation
  private let targets: TargetReader
  private(set) var width: Int?

  init(_ path: String, _ preparation: Preparation, _ header: CSVReader.Header) throws(DataError) {
    self.path = path
    do {
      let reader = try CSVReader(ByteStream(path: path), header: header)
      inputs = try preparation.input.reader(
        for: reader, excluding: preparation.target?.names ?? [])
      guard let target = preparation.target else { throw DataError.stream("no target") }
      targets = try target.reader(forHeader: reader.names)
      self.reader = reader
    } catch {
      throw .stream("\(path.printable): \(error)")
    }
  }

  func next() throws(DataError) -> Sample? {
    do {
      guard let row = try reader.next() else { return nil }
      var (values, classes, numbers): ([Float], [Int32], [Float]) = ([], [], [])
      try inputs.prepare(fields: row.fields, line: row.line, into: &values)
      try targets.read(fields: row.fields, line: row.line, classes: &classes, values: &numbers)
      width = values.count
      return Sample(values, classes.first.map { .label($0) } ?? .values(numbers))
    } catch {
      throw .stream("\(path.printable): \(error)")
    }
  }
}
