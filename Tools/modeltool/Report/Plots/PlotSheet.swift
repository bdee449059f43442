/// Plots beside and below each other under their titles, as one: for a file of its own.
struct PlotSheet: Plot {
  let title: String
  let plots: [any Plot]

  private static let (gap, head, across) = (20.0, 28.0, 3)

  var summary: String { plots.map { "\($0.title): \($0.summary)" }.joined(separator: " ") }

  private var columns: Int { min(max(plots.count, 1), Self.across) }

  private var cell: Size {
    Size(
      width: plots.map { max($0.size.width, Self.style.width(of: $0.title)) }.max() ?? 0,
      height: (plots.map(\.size.height).max() ?? 0) + Self.head)
  }

  private static let style = TextStyle(.text, size: 14, isBold: true)

  var size: Size {
    let rows = (plots.count + columns - 1) / columns
    return Size(
      width: Double(columns) * (cell.width + Self.gap) + Self.gap,
      height: Double(rows) * (cell.height + Self.gap) + Self.gap)
  }

  func draw(on canvas: inout some Canvas) {
    for (index, plot) in plots.enumerated() {
      let corner = Point(
        Self.gap + Double(index % columns) * (cell.width + Self.gap),
        Self.gap + Double(index / columns) * (cell.height + Self.gap))
      canvas.text(plot.title, Point(corner.x, corner.y + 14), Self.style)
      canvas.moved(to: Point(corner.x, corner.y + Self.head)) { plot.draw(on: &$0) }
    }
  }
}
