import Strata

/// A plot that a report has, as a file of its own.
enum ReportPlot: String, CaseIterable {
  case graph, curves, histograms, confusion, filters, calibration, mistakes

  /// Whether it needs data whose right answers are known.
  var needsData: Bool {
    switch self {
    case .confusion, .calibration, .mistakes: true
    case .graph, .curves, .histograms, .filters: false
    }
  }

  /// What is drawn where nobody says.
  static func standard(_ content: ReportContent) -> ReportPlot {
    content.history.isEmpty ? .graph : .curves
  }

  /// The plot.
  /// - Throws: ``Mismatch`` where the model or the data has nothing of it to show.
  func plot(_ content: ReportContent) throws(Mismatch) -> any Plot {
    func sheet(_ title: String, _ plots: [any Plot]) -> PlotSheet? {
      plots.isEmpty ? nil : PlotSheet(title: "\(title) of \(content.name)", plots: plots)
    }
    func single(_ plot: (any Plot)?) -> PlotSheet? {
      plot.map { PlotSheet(title: "\($0.title) of \(content.name)", plots: [$0]) }
    }
    let (found, needed): (PlotSheet?, String) =
      switch self {
      case .graph:
        (
          single(content.graph),
          "a network of at most \(Numbers.grouped(GraphLayout.most)) layers and lines"
        )
      case .curves: (sheet("Curves", content.curves), "a model that was trained")
      case .histograms: (sheet("Weights", content.histograms), "a model with parameters")
      case .confusion:
        (single(content.confusion), "at most \(ConfusionPlot.most) classes as right answers")
      case .filters:
        (single(content.filters), "a dense layer that takes an image")
      case .calibration: (single(content.calibration), "probabilities of classes as answers")
      case .mistakes: (single(content.mistakes), "images, some of them answered wrong")
      }
    guard let found else { throw Mismatch(expected: "\(needed), to draw \(rawValue)", got: "none") }
    return found
  }
}
