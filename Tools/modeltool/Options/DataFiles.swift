import Strata
import StrataBytes

/// Reads data files and brings them into the form that a network takes.
struct DataFiles {
  /// Whether a CSV's first row names the columns.
  let header: CSVReader.Header
  /// The formats that are known.
  let readers: DataReaders

  /// Whether the right answer of a sample is the sample itself, as an autoencoder learns it.
  let reconstructs: Bool

  init(_ arguments: Arguments) throws {
    reconstructs = arguments.has("--reconstruct")
    for name in ["--target", "--labels"] where reconstructs && arguments.has(name) {
      throw UsageError("\(name) does not go with --reconstruct: the right answer is the row itself")
    }
    readers = try DataReaders(Plugins.registry)
    switch try arguments.choice("--header", of: ["yes", "no", "auto"]) {
    case "yes": header = .present
    case "no": header = .absent
    default: header = .automatic
    }
  }

  /// A data file as it stands.
  /// - Parameters:
  ///   - preparation: Says which columns are text, whatever they look like.
  ///   - targets: The target columns, if they are not those that the preparation names.
  func raw(
    _ path: String, for preparation: Preparation? = nil, targets: [String]? = nil,
    text: [String]? = nil
  ) throws -> RawData {
    try FileProblem.naming(path) {
      try RawData(
        ByteStream(path: path), header: header,
        textColumns: Self.textColumns(preparation, targets).union(text ?? []), readers: readers)
    }
  }

  /// The whole numbers of a labels file.
  func labels(_ path: String) throws -> [Int] {
    try FileProblem.naming(path) {
      guard case .array(let array) = try RawData(ByteStream(path: path), readers: readers) else {
        throw Mismatch(expected: "labels, a list of whole numbers, IDX or .npy", got: "a table")
      }
      guard array.shape.rank == 1, let labels = array.integers else {
        throw Mismatch(
          expected: "labels, a list of whole numbers, IDX or .npy",
          got: array.shape.rank == 1 ? "fractions" : "an array of the shape \(array.shape)")
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
      raw(path, for: preparation, targets: targets), path,
      labels: labels.map { try (self.labels($0), $0) }, targets: targets, preparation,
      sampleShape: sampleShape)
  }

  /// Samples and their targets, prepared, from files that have been read.
  func dataset(
    _ raw: RawData, _ path: String, labels: (values: [Int], path: String)?, targets: [String]?,
    _ preparation: Preparation, sampleShape: Shape
  ) throws -> Dataset {
    try Self.check(raw, hasLabels: labels != nil, hasTargets: targets != nil)
    if reconstructs { return try reconstruction(raw, path, preparation, sampleShape: sampleShape) }
    if case .table = raw, targets == nil, preparation.target?.names == [] {
      throw UsageError("--target is missing: the model does not know which column")
    }
    let samples = try inputs(
      raw, path, preparation, sampleShape: sampleShape, excluding: targets)
    let right: Targets
    switch (raw, labels) {
    case (.table(let table), _):
      right = try FileProblem.naming(path) {
        try preparation.targets(of: table, columns: targets)
      }
    case (.array, nil): throw UsageError("--labels is missing: an array needs a file of labels")
    case (.array, let labels?):
      guard case .classes(let classes) = preparation.target else {
        throw FileProblem(
          path: labels.path,
          error: Mismatch(expected: "numbers, as the model's targets", got: "labels"))
      }
      right = try FileProblem.naming(labels.path) { try classes.classes(ofLabels: labels.values) }
    }
    return try FileProblem.naming(labels?.path ?? path) {
      guard samples.rowCount > 0 else {
        throw Mismatch(expected: "at least one row", got: "none")
      }
      return try Dataset(inputs: samples, targets: right)
    }
  }

  /// Samples that are their own targets, as they are prepared.
  private func reconstruction(
    _ raw: RawData, _ path: String, _ preparation: Preparation, sampleShape: Shape
  ) throws -> Dataset {
    let samples = try inputs(raw, path, preparation, sampleShape: sampleShape)
    return try FileProblem.naming(path) {
      guard samples.rowCount > 0 else {
        throw Mismatch(expected: "at least one row", got: "none")
      }
      let flat = try samples.reshaped(to: Shape([samples.rowCount, samples.rowLength]))
      return try Dataset(inputs: samples, targets: .values(flat))
    }
  }

  /// Refuses options that go with the other kind of data.
  static func check(_ raw: RawData, hasLabels: Bool, hasTargets: Bool) throws {
    switch raw {
    case .table where hasLabels:
      throw UsageError("--labels goes with an array; a table's right answers are in --target")
    case .array where hasTargets:
      throw UsageError("--target goes with a table; the right answers of an array are in --labels")
    default: break
    }
  }

  /// Samples, prepared.
  /// - Parameter targets: Columns of a table that are no inputs, where the model knows no names.
  func inputs(
    _ raw: RawData, _ path: String, _ preparation: Preparation?, sampleShape: Shape,
    excluding targets: [String]? = nil
  ) throws -> Tensor<Float> {
    try FileProblem.naming(path) {
      let samples: Tensor<Float>
      switch raw {
      case .table(let table):
        samples = try (preparation ?? Self.asItIs).inputs(of: table, excluding: targets)
      case .array(let array):
        var elements = array.floats
        try (preparation ?? Self.asItIs).input.prepareArray(&elements)
        samples = try Tensor(shape: array.shape, elements: elements)
      }
      // A sample of another shape and as many values is taken in row-major order.
      guard samples.shape.rank > 0, samples.rowCount == 0 || samples.rowLength == sampleShape.count
      else {
        throw Mismatch(
          expected: "samples of \(sampleShape.count) values, as the network takes",
          got: "\(samples.rowLength)")
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
  private static func textColumns(
    _ preparation: Preparation?, _ targets: [String]?
  ) -> Set<String> {
    var names: Set<String> = []
    if case .columns(let columns) = preparation?.input {
      for column in columns {
        if case .category = column.kind { names.insert(column.name) }
      }
    }
    // A class is read as text even if it begins with a number.
    if case .classes(let classes) = preparation?.target {
      names.formUnion(targets ?? classes.name.map { [$0] } ?? [])
    }
    return names
  }
}
