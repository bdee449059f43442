import Strata

/// What somebody sees of a training while it runs: a line, a chart, JSON, or nothing.
struct TrainingReport {
  let callbacks: [any Callback]
  /// Ends what is redrawn, so that something else can be written below it.
  let close: () -> Void

  init(_ options: RunOptions) {
    let lines: [any Callback] = options.printsJSON ? [EpochLines()] : []
    if options.plots {
      // What is printed to the same terminal would stand in the middle of the chart.
      let isLive =
        Screen.isTerminal(.errors) && !(options.printsJSON && Screen.isTerminal(.output))
      let plot = TrainingPlot(isLive: isLive)
      let others: [any Callback] = isLive || options.printsJSON ? lines : [ProgressLine()]
      (callbacks, close) = (others + [plot], { plot.close() })
    } else if options.isQuiet || options.printsJSON {
      (callbacks, close) = (lines, {})
    } else {
      let line = ProgressLine()
      (callbacks, close) = ([line], { line.close() })
    }
  }
}
