import Strata

/// All that a report tells of, from the model's file and from data.
struct ReportContent {
  /// The file's name, without its folder: a report does not say on whose machine it was made.
  let name: String
  let reader: StrataReader
  let file: ModelFile
  let verification: Verification
  /// Nil if a layer's kind is unknown: then there are no output shapes.
  let signature: Signature?
  let measurement: Measurement?

  /// The most filters and pictures that are drawn.
  private static let (mostFilters, mostPictures) = (64, 24)

  init(
    path: String, _ reader: StrataReader, _ file: ModelFile, _ measurement: Measurement?,
    workers: WorkerPool
  ) throws {
    name = Self.name(of: path)
    self.reader = reader
    self.file = file
    self.measurement = measurement
    verification = try Verification(reader, plugins: Plugins.registry, workers: workers)
    signature = try? file.model.signature()
  }

  /// What stands for a file's name where there is none.
  static let standardInput = "standard input"

  /// A file's name without its folder.
  static func name(of path: String) -> String {
    if path == "-" { return standardInput }
    return path.split(separator: "/").last.map(String.init) ?? path
  }

  var model: Model { file.model }

  var history: [EpochRecord] { file.history }

  /// The labels of the classes, if the model knows some.
  var labels: [String]? {
    guard case .classes(let target) = model.preparation?.target else { return nil }
    return target.labels
  }

  // MARK: - Plots

  var graph: GraphPlot? { GraphPlot(model.architecture, signature) }

  var curves: [CurvePlot] { history.isEmpty ? [] : CurvePlot.all(history) }

  var histograms: [HistogramPlot] {
    model.parameters.map { HistogramPlot($0.name, $0.tensor, of: "weight") }
  }

  var confusion: ConfusionPlot? {
    guard let matrix = measurement?.evaluation.confusion, matrix.counts.count <= ConfusionPlot.most
    else { return nil }
    return ConfusionPlot(matrix)
  }

  var calibration: CalibrationPlot? {
    measurement?.calibration.map { CalibrationPlot(calibration: $0) }
  }

  /// What the neurons of the first dense layer look for, where its inputs form an image.
  var filters: PictureSheet? {
    guard let form = measurement?.image ?? ImageForm(model),
      let node = model.architecture.nodes.first(where: { $0.layer.kind == Dense.kind }),
      let weight = model.parameter("\(node.parameterScope).weight"), weight.shape.rank == 2,
      form.channels == 1, weight.shape[0] == form.width * form.height
    else { return nil }
    let (units, shown) = (weight.shape[1], min(weight.shape[1], Self.mostFilters))
    let filters = (0..<shown).map { unit in
      (0..<weight.shape[0]).map { weight[$0 * units + unit] }
    }
    let most = filters.joined().reduce(Float(0)) { max($0, $1.isFinite ? $1.magnitude : 0) }
    let count = shown < units ? "The first \(shown) of \(units)" : "All \(units)"
    return PictureSheet(
      title: "Filters of \(node.name)",
      summary:
        "\(count) neurons of \(node.name), each as the \(form.width) × \(form.height) weights "
        + "that it takes its inputs by: blue over 0, orange below, the fuller the further from 0, up to "
        + "±\(Axis.short(Double(most))).",
      items: filters.map {
        PictureSheet.Item(picture: Picture(form, weights: $0, most: most), lines: [])
      }, width: 64)
  }

  /// The worst mistakes as pictures, where inputs are images.
  var mistakes: PictureSheet? {
    guard let measurement else { return nil }
    let worst = measurement.worst(Self.mostPictures)
    guard !worst.isEmpty, let pictures = measurement.pictures(of: worst) else { return nil }
    let items = zip(worst, pictures).map { sample, picture in
      PictureSheet.Item(
        picture: picture,
        lines: [
          "row \(sample)", "is \(measurement.truth(of: sample))",
          "not \(measurement.answer(of: sample))",
          "loss \(Axis.short(Double(measurement.outcomes.losses[sample])))",
        ])
    }
    return PictureSheet(
      title: "Worst mistakes",
      summary: "The \(Numbers.counted(items.count, "sample")) of the greatest losses that were "
        + "answered wrong.", items: items, width: 84)
  }
}
