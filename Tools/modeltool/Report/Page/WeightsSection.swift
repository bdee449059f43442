import Strata

/// How the weights are spread, and what the first layer looks for.
enum WeightsSection {
  /// The most tensors whose histograms are shown.
  private static let most = 60

  static func section(_ content: ReportContent) -> PageSection {
    let histograms = content.histograms
    var body: Markup = "<p>The network has no parameters.</p>\n"
    if !histograms.isEmpty {
      body = PageFigure.row(Array(histograms.prefix(most)), id: "weights")
      if histograms.count > most {
        body +=
          "<p>These are the first \(most) of \(Numbers.grouped(histograms.count)) tensors.</p>\n"
      }
    }
    if let filters = content.filters {
      body += "<h3>What the first layer looks for</h3>\n"
      body += PageFigure.figure(filters, id: "filters", isWide: true)
    }
    return PageSection(id: "weights", title: "Weights", body: body)
  }
}
