import Strata

/// Samples whose right answers are known, prepared as a model's file says; an untrained model's says
/// nothing, and takes the data as it is.
struct MeasuredData {
  /// The model, with what prepares its data.
  let model: Model
  /// The samples.
  let data: Dataset
  /// The samples as they stand in the file.
  let raw: RawData

  /// - Parameters:
  ///   - arguments: `--labels`, `--target`, `--header`.
  ///   - path: The data file.
  ///   - model: The model, from `modelPath`.
  ///   - loss: The loss that was asked for: one for classes makes numbers classes.
  init(
    _ arguments: Arguments, _ path: String, _ model: Model, _ modelPath: String, loss: (any Loss)?
  ) throws {
    let targets = try arguments.list("--target")
    let files = try DataFiles(arguments)
    raw = try files.raw(path, for: model.preparation, targets: targets)
    let labels = try arguments.string("--labels").map { (values: try files.labels($0), path: $0) }
    try DataFiles.check(raw, hasLabels: labels != nil, hasTargets: targets != nil)
    let preparation: Preparation
    if let known = model.preparation, known.target != nil || files.reconstructs {
      preparation = known
    } else {
      preparation = try PreparationChoice.fit(
        raw, path, labels: labels, targets: targets, loss, reconstructs: files.reconstructs,
        standardizes: false, imputes: false)
    }
    var prepared = model
    prepared.preparation = preparation
    self.model = prepared
    data = try files.dataset(
      raw, path, labels: labels, targets: targets, preparation,
      sampleShape: SampleShape.of(model, from: modelPath))
  }
}
