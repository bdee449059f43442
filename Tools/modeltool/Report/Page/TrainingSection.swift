import Strata

/// How loss and metrics went.
enum TrainingSection {
  /// The most epochs of the table.
  private static let most = 200

  static func section(_ content: ReportContent) -> PageSection {
    guard !content.history.isEmpty else {
      return PageSection(
        id: "training", title: "Training",
        body: "<p>The file tells of no training: its weights are as they were drawn or given.</p>\n"
      )
    }
    return PageSection(
      id: "training", title: "Training",
      body: """
        \(PageFigure.row(content.curves, id: "curve"))<details><summary>The numbers of the \
        curves</summary>
        \(table(content.history).markup)</details>

        """)
  }

  private static func table(_ history: [EpochRecord]) -> PageTable {
    var names: [String] = []
    for record in history {
      for value in record.values where !names.contains(value.name) { names.append(value.name) }
    }
    let every = (history.count + most - 1) / most
    let part = every > 1 ? ", one of \(every)" : ""
    var table = PageTable(
      "Epochs\(part)", ["Epoch"] + names.map(Words.heading),
      right: Set(0...names.count))
    for (index, record) in history.enumerated()
    where index % every == 0 || index == history.count - 1 {
      let values = record.values
      table.add(
        ["\(record.epoch)"]
          + names.map { name in
            "\(values.first { $0.name == name }.map { Numbers.decimal($0.value) } ?? "")"
          })
    }
    return table
  }
}
