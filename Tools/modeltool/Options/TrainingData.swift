import Strata

/// The data that a training reads, as it stands in its files: read once, prepared as often as there are
/// parts of it to learn a preparation from.
struct TrainingData {
  let raw: RawData
  let path: String
  let labels: (values: [Int], path: String)?
  let targets: [String]?
  let files: DataFiles

  /// Reads it.
  /// - Parameter known: Says which columns are text, whatever they look like.
  init(_ arguments: Arguments, _ options: TrainingOptions, for known: Preparation?) throws {
    files = try DataFiles(arguments)
    path = options.data
    targets = options.targets
    raw = try files.raw(path, for: known, targets: targets, text: options.text)
    if case .array = raw, options.text != nil {
      throw UsageError("--text goes with tables; this is an array")
    }
    labels = try options.labels.map { [files] in (values: try files.labels($0), path: $0) }
    try DataFiles.check(raw, hasLabels: labels != nil, hasTargets: targets != nil)
  }

  /// The shape of one sample of an array.
  var sampleShape: Shape? {
    get throws {
      guard case .array(let array) = raw else { return nil }
      return try Shape(array.shape.array.dropFirst())
    }
  }

  /// Samples and their targets, prepared.
  func dataset(_ preparation: Preparation, sampleShape: Shape) throws -> Dataset {
    try files.dataset(
      raw, path, labels: labels, targets: targets, preparation, sampleShape: sampleShape)
  }
}
