/// Draws as SVG (SVG 1.1). Colours are classes of ``Ink/styles``, so that they follow the page from
/// light to dark.
struct SVGCanvas: Canvas {
  private var body = Markup()

  /// A plot as an `svg` element that stands in a page: with a title and a description for whoever
  /// does not see it.
  /// - Parameter id: What its title and description are found by, once in a page.
  static func element(_ plot: some Plot, id: String) -> Markup {
    let (width, height) = (number(plot.size.width), number(plot.size.height))
    var canvas = SVGCanvas()
    plot.draw(on: &canvas)
    return """
      <svg class="plot" xmlns="http://www.w3.org/2000/svg" role="img" \
      aria-labelledby="\(id)-title \(id)-text" viewBox="0 0 \(width) \(height)" \
      width="\(width)" height="\(height)">
      <title id="\(id)-title">\(plot.title)</title>
      <desc id="\(id)-text">\(plot.summary)</desc>
      \(canvas.body)</svg>

      """
  }

  /// A plot as a file of its own.
  static func file(_ plot: some Plot) -> Markup {
    let (width, height) = (number(plot.size.width), number(plot.size.height))
    var canvas = SVGCanvas()
    canvas.rectangle(Box(0, 0, plot.size.width, plot.size.height), radius: 0, Fill(.surface), nil)
    plot.draw(on: &canvas)
    return """
      <svg class="plot" xmlns="http://www.w3.org/2000/svg" role="img" \
      aria-labelledby="title text" viewBox="0 0 \(width) \(height)" \
      width="\(width)" height="\(height)">
      <title id="title">\(plot.title)</title>
      <desc id="text">\(plot.summary)</desc>
      <style>\(Markup(trusted: Ink.styles))</style>
      \(canvas.body)</svg>

      """
  }

  mutating func line(_ points: [Point], _ stroke: Stroke) {
    body += """
      <polyline points="\(Self.list(points))" fill="none"\(Self.attributes(stroke)) \
      stroke-linejoin="round"/>

      """
  }

  mutating func polygon(_ points: [Point], _ fill: Fill) {
    body += "<polygon points=\"\(Self.list(points))\"\(Self.attributes(fill))/>\n"
  }

  mutating func rectangle(_ box: Box, radius: Double, _ fill: Fill?, _ stroke: Stroke?) {
    let classes = [
      fill.map { "fill-\($0.ink.rawValue)" }, stroke.map { "stroke-\($0.ink.rawValue)" },
    ]
    .compactMap(\.self).joined(separator: " ")
    body += """
      <rect class="\(classes)" x="\(Self.number(box.x))" y="\(Self.number(box.y))" \
      width="\(Self.number(box.width))" height="\(Self.number(box.height))"
      """
    if radius > 0 { body += " rx=\"\(Self.number(radius))\"" }
    if let fill {
      if fill.opacity < 1 { body += " fill-opacity=\"\(Self.number(fill.opacity))\"" }
    } else {
      body += " fill=\"none\""
    }
    if let stroke, stroke.width != 1 { body += " stroke-width=\"\(Self.number(stroke.width))\"" }
    body += "/>\n"
  }

  mutating func circle(_ middle: Point, radius: Double, _ fill: Fill) {
    body += """
      <circle cx="\(Self.number(middle.x))" cy="\(Self.number(middle.y))" \
      r="\(Self.number(radius))"\(Self.attributes(fill))/>

      """
  }

  mutating func text(_ text: String, _ point: Point, _ style: TextStyle) {
    let anchor: Markup =
      style.anchor == .start ? "" : " text-anchor=\"\(style.anchor.rawValue)\""
    let weight: Markup = style.isBold ? " font-weight=\"600\"" : ""
    body += """
      <text class="fill-\(style.ink.rawValue)" x="\(Self.number(point.x))" \
      y="\(Self.number(point.y))" font-size="\(Self.number(style.size))"\(anchor)\(weight)>\
      \(text)</text>

      """
  }

  mutating func picture(_ picture: Picture, _ box: Box) {
    body += """
      <image href="\(Markup(trusted: picture.link))" x="\(Self.number(box.x))" \
      y="\(Self.number(box.y))" width="\(Self.number(box.width))" \
      height="\(Self.number(box.height))" preserveAspectRatio="none"/>

      """
  }

  mutating func moved(to origin: Point, _ draw: (inout SVGCanvas) -> Void) {
    body += "<g transform=\"translate(\(Self.number(origin.x)) \(Self.number(origin.y)))\">\n"
    draw(&self)
    body += "</g>\n"
  }

  private static func attributes(_ fill: Fill) -> Markup {
    " class=\"fill-\(fill.ink.rawValue)\""
      + (fill.opacity < 1 ? " fill-opacity=\"\(number(fill.opacity))\"" : "")
  }

  private static func attributes(_ stroke: Stroke) -> Markup {
    var text: Markup = " class=\"stroke-\(stroke.ink.rawValue)\""
    if stroke.width != 1 { text += " stroke-width=\"\(number(stroke.width))\"" }
    if stroke.isDashed {
      text += " stroke-dasharray=\"\(number(Stroke.dashes.on)) \(number(Stroke.dashes.off))\""
    }
    return text
  }

  private static func list(_ points: [Point]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// A hundredth of a point is finer than any screen.
  private static func number(_ value: Double) -> String {
    let text = Numbers.decimal(value, 2)
    guard text.contains(".") else { return text }
    let digits = text.reversed().drop { $0 == "0" }
    return String(String(digits.first == "." ? digits.dropFirst() : digits).reversed())
  }
}
