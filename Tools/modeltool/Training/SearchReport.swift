import Strata
import StrataJSON

/// What a search says: a line a trial while it runs, a table of all in the end.
struct SearchReport {
  private let options: RunOptions
  private let search: SearchOptions
  private let measure: SearchMeasure
  private let trials: Int

  init(_ options: RunOptions, _ search: SearchOptions, _ measure: SearchMeasure, trials: Int) {
    (self.options, self.search, self.measure, self.trials) = (options, search, measure, trials)
  }

  /// Says what a trial gave.
  func add(_ result: SearchResult) throws {
    if options.printsJSON {
      try StandardOutput.print(
        TerminalJSON.text(Line(result, measure.name), layout: .compact))
    } else if !options.isQuiet {
      let line =
        "trial \(result.trial.number)/\(trials)  \(measure.name) \(score(result))  "
        + result.trial.settings.map { "\($0.name)=\($0.value)" }.joined(separator: " ").printable
      // Not broken: the table says the rest.
      let shown = Screen.columns(.errors).map { String(line.prefix($0 - 1)) } ?? line
      StandardOutput.complain(shown + "\n")
    }
  }

  /// Prints the table, the best first.
  func finish(_ ranked: [SearchResult]) throws {
    guard !options.printsJSON, !ranked.isEmpty else { return }
    let names = search.space.axes.map(\.name.printable)
    var table = TextTable(
      ["Trial", measure.name, "loss"] + names, right: Set(0...2))
    for result in ranked {
      table.add(
        ["\(result.trial.number)", score(result), Numbers.decimal(result.meanLoss)]
          + result.trial.settings.map(\.value.printable))
    }
    let text = table.text
    let width = text.split(separator: "\n").map(\.count).max() ?? 0
    if let columns = Screen.columns(.output), columns < width {
      try StandardOutput.print(ranked.map(stacked).joined())
    } else {
      try StandardOutput.print(text)
    }
  }

  /// Says that the search was interrupted.
  func stopped(_ done: Int, best line: String?) {
    let words = "stopped in trial \(done + 1) of \(trials): \(done) done, no model written"
    StandardOutput.complain(words + (line.map { "; the best so far: \($0)" } ?? "") + "\n")
  }

  /// Says which trial is kept, and how to train it without a search.
  func best(_ result: SearchResult, line: String) {
    guard !options.isQuiet else { return }
    StandardOutput.complain("best: trial \(result.trial.number), trained on all data by: \(line)\n")
  }

  private func score(_ result: SearchResult) -> String {
    guard !result.mean.isNaN else { return "diverged" }
    return "\(Numbers.decimal(result.mean)) ± \(Numbers.decimal(result.deviation))"
  }

  /// A trial's row, a line a cell, for screens that are narrower than the table.
  private func stacked(_ result: SearchResult) -> String {
    let settings = result.trial.settings.map { "  \($0.name.printable)=\($0.value.printable)\n" }
    return "trial \(result.trial.number)\n  \(measure.name) \(score(result))\n"
      + "  loss \(Numbers.decimal(result.meanLoss))\n" + settings.joined()
  }

  /// A trial as JSON; what is not finite is null.
  private struct Line: Encodable {
    let trial: Int
    let settings: JSONValue
    let metric: String
    let mean: Double?
    let deviation: Double?
    let scores: [Double?]
    let loss: Double?

    init(_ result: SearchResult, _ metric: String) {
      trial = result.trial.number
      var settings = JSONObject()
      for setting in result.trial.settings { settings[setting.name] = .string(setting.value) }
      self.settings = .object(settings)
      self.metric = metric
      mean = Self.finite(result.mean)
      deviation = Self.finite(result.deviation)
      scores = result.scores.map(Self.finite)
      loss = Self.finite(result.meanLoss)
    }

    private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
  }
}
