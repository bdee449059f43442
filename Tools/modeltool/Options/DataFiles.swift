import Strata
import StrataBytes

/// Reads data files and brings them into the form that a network takes.
struct DataFiles {
  /// Whether a CSV's first row names the columns.
  let header: CSVReader.Header

  init(_ arguments: Arguments) throws {
    switch try arguments.choice("--header", of: ["yes", "no", "auto"]) {
    case "yes": header = .present
    case "no": header = .absent
    default: header = .automatic
    }
  }

  /// A data file as it stands.
  /// - Parameter preparation: Says which columns are text, whatever they look like.
  func raw(_ path: String, for preparation: Preparation? = nil) throws -> RawData {
    try FileProblem.naming(path) {
      try RawData(
        ByteStream(path: path), header: header, textColumns: Self.textColumns(preparation))
    }
  }

  /// The whole numbers of a labels file.
  func labels(_ path: String) throws -> [Int] {
    try FileProblem.naming(path) {
      guard case .array(let array) = try RawData(ByteStream(path: path)) else {
        throw DataError.format("a table; labels are an IDX file of whole numbers")
      }
      guard array.shape.rank == 1, let labels = array.integers else {
        throw DataError.format(
          "an array of the shape \(array.shape); labels are a list of whole numbers")
      }
      return labels
    }
  }

  /// Samples and their targets, prepared.
  /// - Parameters:
  ///   - path: The data file.
  ///   - labels: The labels file of an array.
  ///   - targets: The target columns, if they are not those that the preparation names.
  ///   - sampleShape: The shape of one sample.
  func dataset(
    _ path: String, labels: String?, targets: [String]?, _ preparation: Preparation,
    sampleShape: Shape
  ) throws -> Dataset {
    try dataset(
      raw(path, for: preparation), path, labels: labels.map { try (self.labels($0), $0) },
      targets: targets, preparation, sampleShape: sampleShape)
  }

  /// Samples and their targets, prepared, from files that have been read.
  func dataset(
    _ raw: RawData, _ path: String, labels: (values: [Int], path: String)?, targets: [String]?,
    _ preparation: Preparation, sampleShape: Shape
  ) throws -> Dataset {
    let samples = try inputs(raw, path, preparation, sampleShape: sampleShape)
    let right: Targets
    switch (raw, labels) {
    case (.table, .some):
      throw UsageError("--labels goes with IDX data; a table's right answers are in --target")
    case (.table(let table), nil):
      right = try FileProblem.naming(path) {
        try preparation.targets(of: table, columns: targets)
      }
    case (.array, nil): throw UsageError("--labels is missing: IDX data needs a file of labels")
    case (.array, let labels?):
      guard case .classes(let classes) = preparation.target else {
        throw FileProblem(
          path: labels.path, error: DataError.format("labels; the model's targets are numbers"))
      }
      right = try FileProblem.naming(labels.path) { try classes.classes(ofLabels: labels.values) }
    }
    return try FileProblem.naming(labels?.path ?? path) {
      try Dataset(inputs: samples, targets: right)
    }
  }

  /// Samples, prepared.
  func inputs(
    _ raw: RawData, _ path: String, _ preparation: Preparation?, sampleShape: Shape
  ) throws -> Tensor<Float> {
    try FileProblem.naming(path) {
      let samples: Tensor<Float>
      switch raw {
      case .table(let table):
        samples = try (preparation ?? Self.asItIs).inputs(of: table)
      case .array(let array):
        var elements = array.floats
        try (preparation ?? Self.asItIs).input.prepareArray(&elements)
        samples = try Tensor(shape: array.shape, elements: elements)
      }
      // A sample of another shape and as many values is taken in row-major order.
      guard samples.shape.rank > 0, samples.rowCount == 0 || samples.rowLength == sampleShape.count
      else {
        throw DataError.format(
          "samples of \(samples.rowLength) values, where the network takes \(sampleShape.count)")
      }
      return try samples.reshaped(to: Shape([samples.rowCount] + sampleShape.array))
    }
  }

  /// What a model without a preparation does: nothing.
  static let asItIs: Preparation = {
    do {
      return try Preparation(input: .array(scale: 1, offset: 0))
    } catch {
      preconditionFailure("a scale of 1 can be: \(error)")
    }
  }()

  /// The columns that a preparation knows as text.
  private static func textColumns(_ preparation: Preparation?) -> Set<String> {
    guard case .columns(let columns) = preparation?.input else { return [] }
    var names: Set<String> = []
    for column in columns {
      if case .category = column.kind { names.insert(column.name) }
    }
    return names
  }
}
