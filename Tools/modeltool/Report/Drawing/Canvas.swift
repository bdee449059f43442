/// What a plot is drawn on, in points: the same drawing becomes SVG or pixels.
protocol Canvas {
  /// Draws a line through points.
  mutating func line(_ points: [Point], _ stroke: Stroke)
  /// Fills a shape.
  mutating func polygon(_ points: [Point], _ fill: Fill)
  /// Fills a rectangle whose corners are round, and draws its edge.
  mutating func rectangle(_ box: Box, radius: Double, _ fill: Fill?, _ stroke: Stroke?)
  /// Fills a circle.
  mutating func circle(_ middle: Point, radius: Double, _ fill: Fill)
  /// Writes a line of text; the point is where its baseline begins, or as the style's anchor says.
  mutating func text(_ text: String, _ point: Point, _ style: TextStyle)
  /// Puts a picture into a box, each of its pixels a rectangle.
  mutating func picture(_ picture: Picture, _ box: Box)
  /// Draws with the origin elsewhere.
  mutating func moved(to origin: Point, _ draw: (inout Self) -> Void)
}

/// How an area is filled.
struct Fill {
  let ink: Ink
  let opacity: Double

  init(_ ink: Ink, opacity: Double = 1) {
    self.ink = ink
    self.opacity = opacity
  }
}

/// How a line is drawn.
struct Stroke {
  let ink: Ink
  let width: Double
  let isDashed: Bool

  /// The lengths of a dash and of what follows it.
  static let dashes = (on: 5.0, off: 4.0)

  init(_ ink: Ink, width: Double = 1, isDashed: Bool = false) {
    self.ink = ink
    self.width = width
    self.isDashed = isDashed
  }
}

/// How text is written.
struct TextStyle {
  enum Anchor: String {
    case start, middle, end
  }

  let ink: Ink
  let size: Double
  let anchor: Anchor
  let isBold: Bool

  init(_ ink: Ink = .muted, size: Double = 11, anchor: Anchor = .start, isBold: Bool = false) {
    self.ink = ink
    self.size = size
    self.anchor = anchor
    self.isBold = isBold
  }

  /// How wide a text is, more or less, in a font that is not known: a little more than most need.
  func width(of text: String) -> Double {
    text.unicodeScalars.reduce(0) { width, scalar in
      let share =
        switch scalar {
        case "i", "l", "j", "t", "f", "I", "r", ".", ",", ":", ";", "'", "|", " ", "(", ")", "[",
          "]":
          0.36
        case "m", "w", "M", "W", "@", "%": 0.9
        case "A"..."Z", "_", "+", "=": 0.7
        // Scripts whose signs fill a square begin here.
        case "\u{1100}"...: 1.05
        default: 0.58
        }
      return width + share * size
    } * (isBold ? 1.06 : 1)
  }

  /// A text that is no wider than a number of points; of a longer one the middle is left out.
  func fitted(_ text: String, to width: Double) -> String {
    guard self.width(of: text) > width else { return text }
    let characters = Array(text)
    var kept = characters.count - 1
    while kept > 2 {
      let (head, tail) = ((kept + 1) / 2, kept / 2)
      let short = String(characters.prefix(head)) + "…" + String(characters.suffix(tail))
      if self.width(of: short) <= width { return short }
      kept -= 1
    }
    return "…"
  }
}
