import Strata

/// The graph, and what each layer is.
enum NetworkSection {
  /// How wide a graph may be to stand beside the table.
  private static let mostBeside = 340.0

  static func section(_ content: ReportContent) -> PageSection {
    // What is narrow has room beside it.
    let kind: Markup = (content.graph?.size.width ?? 0) < mostBeside ? "network" : "network below"
    let drawing =
      content.graph.map { PageFigure.scrolling($0, id: "graph") }
      ?? "<p>The graph is too large to be drawn; the table has all of it.</p>\n"
    return PageSection(
      id: "network", title: "Network",
      body: """
        <div class="\(kind)">
        \(drawing)<div>
        \(table(content).markup)</div>
        </div>

        """)
  }

  private static func table(_ content: ReportContent) -> PageTable {
    let architecture = content.model.architecture
    var table = PageTable(
      "Layers", ["Layer", "Type", "Takes", "Output shape", "Parameters", "Settings"], right: [4])
    for input in architecture.inputs {
      table.add([
        Markup.name(input.name), "input", "", "\(input.type.description)", "0", "",
      ])
    }
    for (index, node) in architecture.nodes.enumerated() {
      let inputs = node.inputs.map(\.description).joined(separator: ", ")
      let isShared = node.parameterScope != node.name
      table.add([
        Markup.name(node.name),
        "\(node.layer.kind)\(node.layer.isKnown ? "" : ", unknown to this program")",
        Markup.name(inputs), "\(content.signature?.outputType(ofNode: index)?.description ?? "?")",
        "\(Numbers.grouped(parameterCount(index, content)))\(isShared ? " of \(node.parameterScope)" : "")",
        "\(settings(node.layer))",
      ])
    }
    return table
  }

  private static func parameterCount(_ index: Int, _ content: ReportContent) -> Int {
    if let count = content.signature?.parameterCount(ofNode: index) { return count }
    let prefix = content.model.architecture.nodes[index].name + "."
    return content.model.parameters.reduce(0) {
      $1.name.hasPrefix(prefix) ? $0 + $1.tensor.shape.count : $0
    }
  }

  /// The most characters of a layer's settings.
  private static let most = 80

  /// What a file says of a layer beside its kind.
  private static func settings(_ layer: AnyLayer) -> String {
    let text = Written(layer).settings
    return text.count <= most ? text : text.prefix(most - 1) + "…"
  }
}
