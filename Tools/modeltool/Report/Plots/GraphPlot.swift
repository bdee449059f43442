import Strata
import StrataBytes

/// The network: its inputs, layers and outputs with their shapes, from top to bottom.
struct GraphPlot: Plot {
  private struct Vertex {
    let name: String
    let lines: [String]
    /// Inputs and outputs end round, layers do not.
    let isLayer: Bool

    var size: Size {
      let widths = [GraphPlot.head.width(of: name)] + lines.map { GraphPlot.line.width(of: $0) }
      return Size(
        width: max((widths.max() ?? 0) + 28, 112), height: 26 + Double(lines.count) * 15)
    }
  }

  private let vertices: [Vertex]
  private let edges: [(from: Int, to: Int)]
  private let layout: GraphLayout
  let summary: String

  let title = "Graph of the network"
  private static let head = TextStyle(.text, size: 13, anchor: .middle, isBold: true)
  private static let line = TextStyle(size: 11, anchor: .middle)

  /// - Returns: Nil for a network too large to be looked at.
  init?(_ architecture: Architecture, _ signature: Signature?) {
    func short(_ text: String) -> String { Self.line.fitted(text.printable, to: 200) }
    var vertices = architecture.inputs.map {
      Vertex(
        name: short($0.name),
        lines: ($0.name == "input" ? [] : ["input"]) + [short($0.type.description)],
        isLayer: false)
    }
    let sources = vertices.count
    vertices += architecture.nodes.enumerated().map { index, node in
      let shape = signature?.outputType(ofNode: index)?.description
      let kind = node.layer.kind + (node.layer.isKnown ? "" : ", unknown")
      return Vertex(
        name: short(node.name), lines: [short(kind)] + (shape.map { [short($0)] } ?? []),
        isLayer: true)
    }
    let names = architecture.inputs.map(\.name) + architecture.nodes.map(\.name)
    var places: [String: Int] = [:]
    for (index, name) in names.enumerated() { places[name] = index }
    var edges: [(from: Int, to: Int)] = []
    for (index, node) in architecture.nodes.enumerated() {
      for input in node.inputs {
        if let from = places[input.source] { edges.append((from, sources + index)) }
      }
    }
    for (index, output) in architecture.outputs.enumerated() {
      let name = architecture.outputs.count == 1 ? "output" : "output \(index + 1)"
      let shape = signature.map { short($0.outputTypes[index].description) }
      if let from = places[output.source] { edges.append((from, vertices.count)) }
      vertices.append(Vertex(name: name, lines: shape.map { [$0] } ?? [], isLayer: false))
    }
    guard
      let layout = GraphLayout(vertices.map(\.size), edges: edges, sources: sources)
    else { return nil }
    (self.vertices, self.edges, self.layout) = (vertices, edges, layout)
    let said = architecture.nodes.prefix(12).map { node in
      let inputs = node.inputs.map(\.description).joined(separator: " and ")
      return "\(node.name) (\(node.layer.kind)) takes \(inputs)"
    }
    let more = architecture.nodes.count - said.count
    summary =
      said.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "") + ". "
      + "The outputs are "
      + architecture.outputs.map(\.description).joined(separator: " and ") + "."
  }

  var size: Size { layout.size }

  func draw(on canvas: inout some Canvas) {
    for route in layout.routes {
      let line = Self.smooth(route)
      canvas.line(line, Stroke(.muted, width: 1.25))
      guard let tip = line.last else { continue }
      canvas.polygon(
        [tip, Point(tip.x - 4, tip.y - 8), Point(tip.x + 4, tip.y - 8)], Fill(.muted))
    }
    for (vertex, box) in zip(vertices, layout.boxes) {
      canvas.rectangle(
        box, radius: vertex.isLayer ? 5 : box.height / 2, Fill(.surface),
        Stroke(vertex.isLayer ? .first : .muted, width: 1.5))
      canvas.text(vertex.name, Point(box.middle.x, box.y + 19), Self.head)
      for (index, text) in vertex.lines.enumerated() {
        canvas.text(
          text, Point(box.middle.x, box.y + 35 + Double(index) * 15), Self.line)
      }
    }
  }

  /// A line that leaves each point, and reaches the next, going down.
  private static func smooth(_ points: [Point]) -> [Point] {
    var line = Array(points.prefix(1))
    for (a, b) in zip(points, points.dropFirst()) {
      guard (a.x - b.x).magnitude > 0.5 else {
        line.append(b)
        continue
      }
      let steps = 14
      for step in 1...steps {
        let t = Double(step) / Double(steps)
        // A cubic whose slope is 0 at both ends, from one x to the other.
        let share = t * t * (3 - 2 * t)
        line.append(Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * t))
      }
    }
    return line
  }
}
