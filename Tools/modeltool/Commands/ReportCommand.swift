import Strata
import StrataBytes

/// Writes a page about a model.
enum ReportCommand: Command {
  static let name = "report"
  static let summary = "Write a page about a model: network, training, weights, mistakes"
  static let usage = [
    "report MODEL.strata -o REPORT.html",
    "report MODEL.strata --data FILE [--labels FILE] [--target COLUMN,…] -o REPORT.html",
    "report MODEL.strata [--data FILE] [--plot NAME] -o PLOT.svg|PLOT.png",
  ]
  static let notes = [
    "One file that needs no other: the graph, a table of the layers, the curves of the training, the",
    "spread of the weights, the filters of a first layer that takes images, and how to make the model",
    "again. With data whose right answers are known it shows the confusion matrix, the calibration and",
    "the worst mistakes too. The page says nothing of the time, the machine or the folders: the same",
    "model and data give the same bytes.",
  ]
  static let options: [OptionSpec] = [
    OptionSpec(
      "--data", "FILE", "rows to measure it on: CSV, IDX or .npy; - is standard input",
      default: "none: the model's file alone"),
    .labels, .target, .header,
    OptionSpec(
      "--plot", ReportPlot.allCases.map(\.rawValue).joined(separator: "|"),
      "what an .svg or .png shows", default: "curves of a trained model, else graph"),
    .threads,
    OptionSpec(
      "--output", short: "-o", "FILE",
      "where to write, .html, .svg or .png; - is standard output", needed: true),
  ]
  static let examples = [
    Example(
      "A page about a model and its mistakes on held-out digits",
      "modeltool report digits.strata --data test.csv -o report.html"),
    Example("The curves of its training alone", "modeltool report digits.strata -o curves.svg"),
    Example(
      "What the neurons of the first layer look for",
      "modeltool report digits.strata --plot filters -o filters.png"),
  ]

  /// What is written.
  private enum Form {
    case page, svg, png
  }

  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.operand("MODEL.strata")
    let output = try arguments.required("--output")
    let named = try arguments.choice("--plot", of: ReportPlot.allCases.map(\.rawValue))
      .flatMap { ReportPlot(rawValue: $0) }
    let form = try form(output, hasPlot: named != nil)
    let data = arguments.string("--data")
    if data == nil {
      for option in ["--labels", "--target"] where arguments.has(option) {
        throw UsageError("\(option) goes with --data")
      }
      if let named, named.needsData {
        throw UsageError("--data is missing: --plot \(named.rawValue) shows answers to it")
      }
    }
    let workers = WorkerPool(threads: try arguments.threads())
    if output != "-" { _ = try AtomicFile(replacing: output) }

    let reader = try StrataReader(path: path)
    let file = try ModelFile(reader, plugins: Plugins.registry)
    let measurement =
      data == nil ? nil : try Measurement(arguments, file, path, workers: workers)
    let content = try ReportContent(path: path, reader, file, measurement, workers: workers)
    func plot() throws -> any Plot {
      try FileProblem.naming(path) { try (named ?? .standard(content)).plot(content) }
    }
    let bytes =
      switch form {
      case .page: try Array(ReportPage(content).text.utf8)
      case .svg: Array(SVGCanvas.file(try plot()).text.utf8)
      case .png: RasterCanvas.file(try plot())
      }
    try AtomicFile.write(bytes, to: output)
    return 0
  }

  private static func form(_ output: String, hasPlot: Bool) throws(UsageError) -> Form {
    if output == "-" { return hasPlot ? .svg : .page }
    let name = output.lowercased()
    if name.hasSuffix(".svg") { return .svg }
    if name.hasSuffix(".png") { return .png }
    guard name.hasSuffix(".html") || name.hasSuffix(".htm") else {
      throw UsageError("--output: expected a name in .html, .svg or .png, or -, got '\(output)'")
    }
    guard !hasPlot else { throw UsageError("--plot goes with an output in .svg or .png") }
    return .page
  }
}
