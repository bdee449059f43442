import Strata

/// How a training went, drawn.
enum HistoryChart {
  /// Where there is no terminal to fit.
  private static let usual = 72
  private static let most = 100
  private static let rows = 9

  /// The losses over the epochs; no lines for fewer than two.
  static func lines(_ history: [EpochRecord], width: Int?) -> [String] {
    guard history.count > 1 else { return [] }
    let loss = history.map { (Double($0.epoch), $0.loss) }
    let validation = history.compactMap { epoch in
      epoch.validationLoss.map { (Double(epoch.epoch), $0) }
    }
    let chart = Chart(
      [Chart.Series("loss", loss), Chart.Series("validation loss", validation)], axis: "epoch")
    return chart.lines(columns: min(width ?? usual, most), rows: rows)
  }
}
