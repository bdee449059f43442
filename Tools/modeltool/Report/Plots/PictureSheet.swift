/// Pictures in rows, each with lines of text below it.
struct PictureSheet: Plot {
  struct Item {
    let picture: Picture
    let lines: [String]
  }

  let title: String
  let summary: String
  let items: [Item]
  /// How wide a picture is.
  let width: Double

  private static let (gap, line, across) = (12.0, 14.0, 8)

  private var cell: Size {
    let shape = items.map { Double($0.picture.height) / Double($0.picture.width) }.max() ?? 1
    let lines = items.map(\.lines.count).max() ?? 0
    return Size(width: width, height: width * min(shape, 4) + Double(lines) * Self.line)
  }

  private var columns: Int { min(max(items.count, 1), Self.across) }

  var size: Size {
    let rows = (items.count + columns - 1) / columns
    return Size(
      width: Double(columns) * (cell.width + Self.gap) + Self.gap,
      height: Double(rows) * (cell.height + Self.gap) + Self.gap)
  }

  func draw(on canvas: inout some Canvas) {
    for (index, item) in items.enumerated() {
      let (row, column) = (index / columns, index % columns)
      let corner = Point(
        Self.gap + Double(column) * (cell.width + Self.gap),
        Self.gap + Double(row) * (cell.height + Self.gap))
      let height = cell.height - Double(item.lines.count) * Self.line
      let box = Box(corner.x, corner.y, cell.width, height)
      canvas.picture(item.picture, box)
      canvas.rectangle(box, radius: 0, nil, Stroke(.rule))
      let style = TextStyle(.text)
      for (number, text) in item.lines.enumerated() {
        canvas.text(
          style.fitted(text, to: cell.width),
          Point(corner.x, box.bottom + Double(number + 1) * Self.line - 2), style)
      }
    }
  }
}
