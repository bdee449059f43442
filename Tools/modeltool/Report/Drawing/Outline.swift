/// Shapes as points, for what knows only lines and polygons.
enum Outline {
  /// A box whose corners are quarters of a circle, clockwise.
  static func box(_ box: Box, radius: Double) -> [Point] {
    guard radius > 0 else {
      return [
        Point(box.x, box.y), Point(box.right, box.y), Point(box.right, box.bottom),
        Point(box.x, box.bottom),
      ]
    }
    let middles = [
      Point(box.right - radius, box.y + radius), Point(box.right - radius, box.bottom - radius),
      Point(box.x + radius, box.bottom - radius), Point(box.x + radius, box.y + radius),
    ]
    // Of the circle, a quarter at each corner, clockwise from the upper right.
    let circle = circle(radius)
    let quarter = circle.count / 4
    return middles.enumerated().flatMap { corner, middle in
      (0...quarter).map { step in
        let point = circle[(corner * quarter + step) % circle.count]
        return Point(middle.x + point.x, middle.y + point.y)
      }
    }
  }

  /// Points on a circle around 0, clockwise from the top. Halving an arc needs no more than square
  /// roots, which are the same on every machine.
  static func circle(_ radius: Double) -> [Point] {
    var arc = [Point(0, -1), Point(1, 0)]
    for _ in 0..<3 {
      arc =
        zip(arc, arc.dropFirst()).flatMap { a, b -> [Point] in
          let (x, y) = (a.x + b.x, a.y + b.y)
          let length = (x * x + y * y).squareRoot()
          return [a, Point(x / length, y / length)]
        } + [arc[arc.count - 1]]
    }
    let quarter = arc.dropLast()
    return [
      quarter.map { Point($0.x, $0.y) }, quarter.map { Point(-$0.y, $0.x) },
      quarter.map { Point(-$0.x, -$0.y) }, quarter.map { Point($0.y, -$0.x) },
    ].joined().map { Point($0.x * radius, $0.y * radius) }
  }

  /// The pieces of a line that are drawn.
  static func dashes(of points: [Point]) -> [[Point]] {
    var dashes: [[Point]] = []
    var (isOn, rest) = (true, Stroke.dashes.on)
    var dash = Array(points.prefix(1))
    for (a, b) in zip(points, points.dropFirst()) {
      let (x, y) = (b.x - a.x, b.y - a.y)
      let length = (x * x + y * y).squareRoot()
      var done = 0.0
      while length - done > rest {
        done += rest
        let point = Point(a.x + x * done / length, a.y + y * done / length)
        if isOn { dashes.append(dash + [point]) }
        isOn.toggle()
        dash = [point]
        rest = isOn ? Stroke.dashes.on : Stroke.dashes.off
      }
      rest -= length - done
      dash.append(b)
    }
    if isOn, dash.count > 1 { dashes.append(dash) }
    return dashes
  }
}
