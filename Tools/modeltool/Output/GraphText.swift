import Strata
import StrataBytes

/// A graph that is no chain, drawn: a line for each input and each node, values running down in lanes beside
/// them from where they are made to where they are taken last.
///
/// ```text
/// ○   image (input)
/// ├─● dense1 (dense) ← image
/// ●─╯ add1 (add, output) ← dense1, image
/// ```
struct GraphText {
  /// What one line shows: the lanes, the lanes that go on below it, and the words.
  private struct Row {
    let lanes: String
    let below: String
    let words: String
  }

  private var rows: [Row] = []
  /// The value in each lane, by the name of what gives it; nil where there is none.
  private var lanes: [String?] = []
  /// Where each value is taken last.
  private var lastUses: [String: Int] = [:]

  /// No lines for a chain: the layer table says it all.
  static func lines(_ architecture: Architecture, width: Int?) -> [String] {
    isChain(architecture) ? [] : GraphText(architecture).lines(width)
  }

  private init(_ architecture: Architecture) {
    let inputs = architecture.inputs.count
    for (index, node) in architecture.nodes.enumerated() {
      for edge in node.inputs { lastUses[edge.source] = inputs + index }
    }
    func words(_ name: String, _ kind: String) -> String {
      let isOutput = architecture.outputs.contains { $0.source == name }
      return "\(name) (\(kind.printable)\(isOutput ? ", output" : ""))"
    }
    for (index, input) in architecture.inputs.enumerated() {
      add(index, input.name, from: [], mark: "○", words(input.name, "input"))
    }
    for (index, node) in architecture.nodes.enumerated() {
      var text = words(node.name, node.layer.kind)
      text += " ← " + node.inputs.map(\.description).joined(separator: ", ")
      if node.parameterScope != node.name { text += ", parameters of \(node.parameterScope)" }
      add(inputs + index, node.name, from: node.inputs.map(\.source), mark: "●", text)
    }
  }

  /// Adds what stands at a place of the order, and the value that it gives.
  private mutating func add(
    _ place: Int, _ name: String, from sources: [String], mark: Character, _ words: String
  ) {
    let taken = Set(sources.compactMap { source in lanes.firstIndex { $0 == source } })
    let ending = taken.filter { lanes[$0].flatMap { lastUses[$0] } == place }
    // Where a value ends the next one goes on; else in a lane that is free.
    let own = ending.min() ?? lanes.firstIndex { $0 == nil } ?? lanes.count
    if own == lanes.count { lanes.append(nil) }
    let reach = min(own, taken.min() ?? own)..<max(own, taken.max() ?? own)

    var line = ""
    for lane in lanes.indices {
      if lane == own {
        line.append(mark)
      } else if taken.contains(lane) {
        line.append(
          Self.corner(
            goesOn: !ending.contains(lane), left: lane > reach.lowerBound,
            right: lane < reach.upperBound))
      } else {
        line.append(lanes[lane] != nil ? "│" : reach.contains(lane) ? "─" : " ")
      }
      line.append(reach.contains(lane) ? "─" : " ")
    }
    for lane in ending { lanes[lane] = nil }
    lanes[own] = lastUses[name, default: -1] > place ? name : nil
    while let last = lanes.last, last == nil { lanes.removeLast() }
    let below = lanes.map { $0 == nil ? "  " : "│ " }.joined()
    rows.append(Row(lanes: line, below: below, words: words))
  }

  /// Where a lane meets the line of a node that takes its value. A lane that is only crossed stays `│`.
  private static func corner(goesOn: Bool, left: Bool, right: Bool) -> Character {
    switch (left, right) {
    case (true, true): goesOn ? "┼" : "┴"
    case (true, false): goesOn ? "┤" : "╯"
    default: goesOn ? "├" : "╰"
    }
  }

  /// The lanes take half of a line at most; a graph with more of them goes without.
  private func lines(_ width: Int?) -> [String] {
    var room = rows.map(\.lanes.count).max() ?? 0
    if room > (width ?? 80) / 2 { room = 0 }
    return rows.flatMap { row in
      let words = Facts.broken(row.words, width.map { $0 - room }, indent: 2)
      return words.enumerated().map { index, words in
        room == 0 ? words : padded(index == 0 ? row.lanes : row.below, room) + words
      }
    }
  }

  /// Whether each node takes just what the one before it gives, and the last one's output is the network's.
  private static func isChain(_ architecture: Architecture) -> Bool {
    guard architecture.inputs.count == 1, architecture.outputs.count == 1 else { return false }
    var last = Edge(architecture.inputs[0].name)
    for node in architecture.nodes {
      guard node.inputs == [last], node.parameterScope == node.name else { return false }
      last = Edge(node.name)
    }
    return architecture.outputs == [last]
  }
}
