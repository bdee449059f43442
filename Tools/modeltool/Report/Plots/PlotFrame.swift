/// Two axes around the room where values are drawn.
struct PlotFrame {
  /// Where values are drawn.
  let box: Box
  let x: Axis
  let y: Axis

  /// The room that labels take below the box.
  static let footer = 34.0

  /// Where two values meet.
  func point(_ x: Double, _ y: Double) -> Point {
    Point(box.x + self.x.share(x) * box.width, box.bottom - self.y.share(y) * box.height)
  }

  /// Draws guides and labels; what the vertical axis counts stands above it.
  func draw(on canvas: inout some Canvas, x xName: String, y yName: String? = nil) {
    let room = TextStyle().width(of: x.label(x.most)) + 10
    let most = max(Int(box.width / room), 1)
    let every = max((x.ticks.count + most - 1) / most, 1)
    for (index, tick) in x.ticks.enumerated() where index.isMultiple(of: every) {
      let place = point(tick, y.least)
      canvas.line([place, Point(place.x, place.y + 4)], Stroke(.rule))
      canvas.text(
        x.label(tick), Point(place.x, place.y + 16), TextStyle(anchor: .middle))
    }
    for tick in y.ticks {
      let place = point(x.least, tick)
      canvas.line([place, Point(box.right, place.y)], Stroke(.rule))
      canvas.text(y.label(tick), Point(place.x - 6, place.y + 4), TextStyle(anchor: .end))
    }
    canvas.text(xName, Point(box.right, box.bottom + 30), TextStyle(anchor: .end))
    if let yName { canvas.text(yName, Point(box.x, box.y - 8), TextStyle()) }
  }

  /// The room that the last label of an axis takes beyond its end.
  static func overhang(_ axis: Axis) -> Double {
    max(12, TextStyle().width(of: axis.label(axis.ticks.last ?? 0)) / 2 + 4)
  }

  /// The room that the labels of an axis take beside the box.
  static func margin(_ axis: Axis) -> Double {
    (axis.ticks.map { TextStyle().width(of: axis.label($0)) }.max() ?? 0) + 10
  }
}
