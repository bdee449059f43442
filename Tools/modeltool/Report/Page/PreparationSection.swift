import Strata

/// What is done to data before the network sees it, and what its answers mean.
enum PreparationSection {
  /// The most labels that are listed, and the most columns that are shown at once.
  private static let (mostLabels, mostColumns) = (200, 12)

  static func section(_ content: ReportContent) -> PageSection {
    let body =
      if let preparation = content.model.preparation {
        input(preparation.input) + target(preparation.target)
      } else {
        "<p>Nothing: the network takes data as it is, and its answers as they are.</p>\n" as Markup
      }
    return PageSection(id: "preparation", title: "Preparation and labels", body: body)
  }

  private static func input(_ input: InputPreparation) -> Markup {
    switch input {
    case .array(let scale, let offset):
      if scale == 1, offset == 0 { return "<p>An array, taken as it is.</p>\n" }
      let shift = offset == 0 ? "" : offset < 0 ? " − \(-offset)" : " + \(offset)"
      return "<p>An array, each value × \("\(scale)")\(shift).</p>\n"
    case .columns(let columns):
      var table = PageTable(
        "\(Numbers.counted(columns.count, "column")) of the input",
        ["Column", "Kind", "Mean", "Deviation", "Where it is missing"], right: [2, 3])
      for column in columns { table.add(row(column)) }
      guard columns.count > mostColumns else { return table.markup }
      return """
        <details><summary>\(Numbers.counted(columns.count, "column")) of the input</summary>
        \(table.markup)</details>

        """
    }
  }

  private static func row(_ column: InputColumn) -> [Markup] {
    let name = Markup.name(column.name)
    switch column.kind {
    case .number(let mean, let deviation, let stand):
      let isPlain = mean == 0 && deviation == 1
      return [
        name, isPlain ? "number, as it is" : "number, standardised", "\(Axis.short(mean))",
        "\(Axis.short(deviation))", "\(stand.map { Axis.short($0) } ?? "refused")",
      ]
    case .category(let values, let stand):
      let shown = values.prefix(12).map { Markup.name(Words.listed($0)) }
      let more = values.count > 12 ? ", … \(Numbers.grouped(values.count - 12)) more" : ""
      return [
        name, "one of \(Markup(shown, separator: ", "))\(more)", "", "",
        stand.map { Markup.name($0) } ?? "refused",
      ]
    }
  }

  private static func target(_ target: TargetPreparation?) -> Markup {
    switch target {
    case nil: return ""
    case .classes(let classes):
      let column: Markup = classes.name.map { " in column \(Markup.name($0))" } ?? ""
      let labels = Markup(
        classes.labels.prefix(mostLabels).map { Markup.name(Words.listed($0)) }, separator: ", ")
      let rest = classes.labels.count - mostLabels
      let more = rest > 0 ? ", … \(Numbers.grouped(rest)) more" : ""
      return """
        <p><strong>\(Numbers.grouped(classes.labels.count)) labels</strong>\(column): \
        \(labels)\(more).</p>

        """
    case .numbers(let numbers):
      var table = PageTable("Outputs", ["Output", "Mean", "Deviation", "Answer"], right: [1, 2])
      for number in numbers {
        let isPlain = number.mean == 0 && number.deviation == 1
        table.add([
          Markup.name(number.name), "\(Axis.short(number.mean))",
          "\(Axis.short(number.deviation))",
          number.isLogit
            ? "the sigmoid of the output" : isPlain ? "the output" : "output · deviation + mean",
        ])
      }
      return table.markup
    }
  }
}
