import Strata

/// Charts of loss and metric with the progress line below, redrawn in place on a terminal; elsewhere
/// drawn once, in the end.
final class TrainingPlot: Callback {
  private let isLive: Bool
  private let clock = ContinuousClock()
  private var drawn: ContinuousClock.Instant?
  /// The lines on the screen, from the first one of a chart to the progress line.
  private var height = 0
  private var status = ""
  private lazy var line = ProgressLine(
    isTerminal: true, columns: { Screen.width(.errors) },
    write: { [unowned self] text in
      // Only what there is to read: where it stands is said here.
      status = String(text.drop { $0 == "\r" }.prefix { $0 != "\u{1B}" })
    })

  /// What each epoch gave, and what the one under way has given so far.
  private var history: [EpochRecord] = []
  private var running: Running?

  /// What a part of an epoch gave.
  private struct Running {
    let x: Double
    let loss: Double?
    let metric: Double?
  }

  /// - Parameter isLive: Whether there is a terminal to redraw on.
  init(isLive: Bool) { self.isLive = isLive }

  func stepEnded(_ progress: TrainingProgress, _ trainer: Trainer) {
    guard isLive else { return }
    line.stepEnded(progress, trainer)
    guard isTime else { return }
    let share = progress.samplesPerEpoch.map { Double(progress.samples) / Double($0) } ?? 0
    running = Running(
      x: Double(progress.epoch - 1) + share, loss: progress.loss,
      metric: progress.metrics.first?.value)
    draw(trainer)
  }

  func epochEnded(_ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer) {
    if isLive { line.epochEnded(progress, record, trainer) }
    running = nil
    history = trainer.history
    if isLive, isTime { draw(trainer) }
  }

  /// Draws what is there in the end.
  func close() {
    // What was said about the interruption stands where the chart would be drawn again.
    if Interruption.signal != nil { height = 0 }
    if isLive {
      redraw()
      StandardOutput.complain("\n")
    } else {
      let lines = charts(columns: Screen.width(.errors) - 1, rows: 30)
      StandardOutput.complain(lines.map { $0 + "\n" }.joined())
    }
  }

  // MARK: - Drawing

  /// At most five times a second.
  private var isTime: Bool {
    guard let drawn else { return true }
    return clock.now - drawn >= .milliseconds(200)
  }

  private func draw(_ trainer: Trainer) {
    guard Interruption.signal == nil else { return }
    history = trainer.history
    redraw()
    drawn = clock.now
  }

  private func redraw() {
    let columns = Screen.width(.errors)
    // The screen must hold both charts, their legends and axes, and the progress line.
    let rows = (Screen.rows(.errors) ?? 24) - 1
    let charts = charts(columns: min(columns - 1, 100), rows: rows)
    let lines = (charts.count <= rows ? charts : []) + [status]
    // Back to the first line; ECMA-48: cursor up, erase to the end of the line, and of the screen.
    let back = height > 1 ? "\r\u{1B}[\(height - 1)A" : "\r"
    let text = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\n")
    StandardOutput.complain(back + text + "\u{1B}[J")
    height = lines.count
  }

  /// The charts in as many lines as there are: of the loss, and of the first metric if that has room.
  private func charts(columns: Int, rows: Int) -> [String] {
    let loss = chart("loss", { $0.loss }, { $0.validationLoss }, \.loss)
    guard let name = history.last?.metrics.first?.name else { return fitting(loss, columns, rows) }
    let metric = chart(
      name, { $0.metrics.first?.value }, { $0.validationMetrics.first?.value }, \.metric)
    let both = fitting(loss, columns, rows / 2) + fitting(metric, columns, rows / 2)
    return both.count <= rows ? both : fitting(loss, columns, rows)
  }

  /// A number over the epochs, beside the same over the validation data.
  private func chart(
    _ name: String, _ value: (EpochRecord) -> Double?, _ validation: (EpochRecord) -> Double?,
    _ now: KeyPath<Running, Double?>
  ) -> Chart {
    func points(_ value: (EpochRecord) -> Double?) -> [(x: Double, y: Double)] {
      history.compactMap { record in value(record).map { (Double(record.epoch), $0) } }
    }
    var trained = points(value)
    if let running, let value = running[keyPath: now] { trained.append((running.x, value)) }
    return Chart(
      [Chart.Series(name, trained), Chart.Series("validation \(name)", points(validation))],
      axis: "epoch", on: .errors)
  }

  /// A chart in at most some lines.
  private func fitting(_ chart: Chart, _ columns: Int, _ most: Int) -> [String] {
    let tallest = 10
    let others = chart.lines(columns: columns, rows: 2).count - 2
    return chart.lines(columns: columns, rows: max(2, min(tallest, most - others)))
  }
}
