import Strata

/// What the model gives on data whose right answers are known.
enum MeasuredSection {
  /// The most mistakes that are listed, and the most columns of them.
  private static let (mostMistakes, mostColumns) = (24, 10)
  /// The most outputs of numbers that are drawn.
  private static let mostOutputs = 12

  static func section(_ content: ReportContent, _ measured: Measurement) -> PageSection {
    var body = metrics(measured)
    if let matrix = measured.evaluation.confusion {
      body += "<h3>Confusion</h3>\n<p>\(ConfusionPlot(matrix).summary)</p>\n"
      body += "<div class=\"beside\">\n\(confusion(matrix))\(classes(matrix, measured))</div>\n"
      body += calibration(content, measured)
    } else if let targets = measured.outcomes.targets {
      body += numbers(measured, outputs: targets.rowLength)
    }
    body += mistakes(content, measured)
    return PageSection(id: "measured", title: "Measured on \(measured.name)", body: body)
  }

  private static func metrics(_ measured: Measurement) -> Markup {
    let evaluation = measured.evaluation
    var table = PageTable(
      "\(Numbers.counted(evaluation.samples, "sample"))", ["Measure", "Value"], right: [1])
    table.add(["Loss (\(type(of: measured.loss).kind))", "\(value(evaluation.loss))"])
    for metric in evaluation.metrics {
      table.add(["\(Words.heading(metric.name))", "\(value(metric.value))"])
    }
    if let calibration = measured.calibration {
      table.add([
        "Expected calibration error", "\(Numbers.decimal(calibration.expectedError))",
      ])
    }
    return table.markup
  }

  /// Four decimals, of what is large one.
  private static func value(_ value: Double) -> String {
    Numbers.decimal(value, value.magnitude < 1e5 ? 4 : 1)
  }

  // MARK: - Classes

  private static func confusion(_ matrix: ConfusionMatrix) -> Markup {
    let name = { (number: Int) in matrix.labels?[number] ?? "\(number)" }
    guard matrix.counts.count <= ConfusionPlot.most else {
      var table = PageTable(
        "The pairs that were confused most often", ["Truth", "Answer", "Samples"], right: [2])
      for pair in matrix.mostConfused(30) {
        table.add([
          Markup.name(name(pair.truth)), Markup.name(name(pair.answer)),
          "\(Numbers.grouped(pair.samples))",
        ])
      }
      return table.markup
    }
    let caption = "Rows are what samples are, columns what they were taken for"
    let head = Markup(
      matrix.counts.indices.map { "<th scope=\"col\">\(Markup.name(name($0)))</th>" })
    let rows = Markup(
      matrix.counts.enumerated().map { truth, row in
        let total = row.reduce(0, +)
        let cells = Markup(
          row.enumerated().map { answer, count in
            guard count > 0 else { return "<td class=\"none\">0</td>" }
            let share = Numbers.decimal(ConfusionPlot.fullness(count, of: total), 2)
            return """
              <td class="\(truth == answer ? "right" : "wrong")" style="--share:\(share)">\
              \(Numbers.grouped(count))</td>
              """
          })
        return "<tr><th scope=\"row\">\(Markup.name(name(truth)))</th>\(cells)</tr>\n"
      })
    return """
      <div class="scroll" role="region" aria-label="Confusion matrix" tabindex="0">
      <table class="matrix">
      <caption>\(caption)</caption>
      <thead><tr><th scope="col">truth</th>\(head)</tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      </div>

      """
  }

  private static func classes(_ matrix: ConfusionMatrix, _ measured: Measurement) -> Markup {
    var table = PageTable(
      "Each class", ["Class", "Samples", "Precision", "Recall", "F1"], right: [1, 2, 3, 4])
    for number in matrix.counts.indices {
      let samples = matrix.counts[number].reduce(0, +)
      table.add(
        [Markup.name(measured.label(number)), "\(Numbers.grouped(samples))"]
          + [matrix.precision(of: number), matrix.recall(of: number), matrix.f1(of: number)]
          .map { "\(Numbers.decimal($0, 3))" })
    }
    guard matrix.counts.count > ConfusionPlot.most else { return table.markup }
    return """
      <details><summary>Precision and recall of each class</summary>
      \(table.markup)</details>

      """
  }

  private static func calibration(
    _ content: ReportContent, _ measured: Measurement
  ) -> Markup {
    guard let plot = content.calibration else {
      return """
        <h3>Calibration</h3>
        <p>None: the answers are no probabilities under the loss \(type(of: measured.loss).kind).</p>

        """
    }
    var table = PageTable(
      "Bins", ["Confidence", "Samples", "Mean confidence", "Right"], right: [1, 2, 3])
    for (index, bin) in plot.calibration.bins.enumerated() where bin.count > 0 {
      let bounds = plot.calibration.bounds(of: index)
      table.add([
        "\(Numbers.decimal(bounds.lowerBound, 3)) to \(Numbers.decimal(bounds.upperBound, 3))",
        "\(Numbers.grouped(bin.count))", "\(Numbers.decimal(bin.confidence, 3))",
        "\(Numbers.decimal(bin.accuracy, 3))",
      ])
    }
    return """
      <h3>Calibration</h3>
      \(PageFigure.figure(plot, id: "calibration", isWide: true))<details><summary>The numbers of \
      the bins</summary>
      \(table.markup)</details>

      """
  }

  // MARK: - Numbers

  private static func numbers(_ measured: Measurement, outputs: Int) -> Markup {
    var body: Markup = "<h3>Answers and errors</h3>\n"
    for (output, name) in measured.outputs.prefix(mostOutputs).enumerated() {
      var figures = PageFigure.figure(
        ScatterPlot(name, measured.outcomes, output: output), id: "scatter-\(output + 1)")
      if let residuals = measured.outcomes.residuals(output: output) {
        figures += PageFigure.figure(
          HistogramPlot("Errors of \(name)", residuals, of: "answer − right value"),
          id: "errors-\(output + 1)")
      }
      body += "<div class=\"figures\">\n\(figures)</div>\n"
    }
    let rest = outputs - mostOutputs
    return body + (rest > 0 ? "<p>And \(rest) outputs more.</p>\n" : "")
  }

  // MARK: - Mistakes

  private static func mistakes(_ content: ReportContent, _ measured: Measurement) -> Markup {
    let worst = measured.worst(mostMistakes)
    let hasChoices = measured.outcomes.choices != nil
    let title = hasChoices ? "Worst mistakes" : "Greatest losses"
    guard !worst.isEmpty else {
      return "<h3>\(title)</h3>\n<p>None: every sample was answered right.</p>\n"
    }
    let wrong = measured.outcomes.choices.map { choices in choices.count { !$0.isRight } }
    let many = wrong.map { worst.count < $0 ? " of \(Numbers.grouped($0))" : "" } ?? ""
    let what = hasChoices ? "that were answered wrong" : "of all"
    let intro: Markup = """
      <h3>\(title)</h3>
      <p>The \(Numbers.counted(worst.count, "sample"))\(many) \(what) with the greatest losses. Rows \
      are counted from 0, as <code>modeltool explain --row</code> does.</p>

      """
    if let pictures = measured.pictures(of: worst) {
      return intro + gallery(worst, pictures, measured)
    }
    return intro + table(worst, measured)
  }

  private static func gallery(
    _ worst: [Int], _ pictures: [Picture], _ measured: Measurement
  ) -> Markup {
    let items = zip(worst, pictures).map { sample, picture -> Markup in
      let (truth, answer) = (measured.truth(of: sample), measured.answer(of: sample))
      let confidence: Markup = measured.confidence(of: sample).map { "\($0) sure<br/>" } ?? ""
      let loss = Axis.short(Double(measured.outcomes.losses[sample]))
      return """
        <li><img src="\(Markup(trusted: picture.link))" width="\(picture.width)" \
        height="\(picture.height)" alt="Row \(sample): \(truth) taken for \(answer)"/>\
        <b>\(Markup.name(truth))</b> taken for <b>\(Markup.name(answer))</b><br/>\
        <span class="muted">\(confidence)loss \(loss)<br/>row \(sample)</span></li>

        """
    }
    return "<ul class=\"pictures\">\n\(Markup(items))</ul>\n"
  }

  private static func table(_ worst: [Int], _ measured: Measurement) -> Markup {
    let fields = measured.fields(of: worst, most: mostColumns)
    let hasConfidence = measured.calibration != nil
    let hasLines = worst.contains { measured.line(of: $0) != nil }
    let head =
      ["Row"] + (hasLines ? ["Line"] : []) + ["Truth", "Answer"]
      + (hasConfidence ? ["Confidence"] : []) + ["Loss"]
    let numbers = Set([0] + (hasLines ? [1] : []) + [head.count - 1])
    var table = PageTable("Samples", head + fields.names, right: numbers)
    for (sample, row) in zip(worst, fields.rows) {
      var cells: [Markup] = ["\(sample)"]
      if hasLines { cells.append("\(measured.line(of: sample).map { "\($0)" } ?? "")") }
      cells += [
        Markup.name(measured.truth(of: sample)), Markup.name(measured.answer(of: sample)),
      ]
      if hasConfidence { cells.append("\(measured.confidence(of: sample) ?? "")") }
      cells.append("\(Axis.short(Double(measured.outcomes.losses[sample])))")
      table.add(cells + row.map { Markup.name($0) })
    }
    return table.markup
  }
}
