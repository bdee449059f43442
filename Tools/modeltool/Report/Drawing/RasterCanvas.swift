import Strata

/// Draws as pixels, in the colours of a light page; edges are smooth, letters are not.
struct RasterCanvas: Canvas {
  private let width: Int
  private let height: Int
  /// Pixels a point.
  private let scale: Double
  /// Red, green and blue, row by row.
  private var samples: [UInt8]
  private var origin = Point(0, 0)

  /// The most pixels of an image; what is larger is drawn with fewer of them a point.
  private static let mostPixels = 1 << 25
  /// How many lines across a pixel are looked at for how much of it a shape covers.
  private static let lines = 4

  /// A plot as a PNG file.
  static func file(_ plot: some Plot) -> [UInt8] {
    var canvas = RasterCanvas(plot.size)
    plot.draw(on: &canvas)
    return PNGWriter.bytes(
      width: canvas.width, height: canvas.height, samples: canvas.samples, .rgb)
  }

  private init(_ size: Size) {
    let area = max(size.width, 1) * max(size.height, 1)
    scale = min(2, (Double(Self.mostPixels) / area).squareRoot())
    width = max(Int((size.width * scale).rounded(.up)), 1)
    height = max(Int((size.height * scale).rounded(.up)), 1)
    let (red, green, blue) = Self.parts(.surface)
    samples = []
    samples.reserveCapacity(width * height * 3)
    for _ in 0..<width * height { samples += [red, green, blue] }
  }

  private static func parts(_ ink: Ink) -> (UInt8, UInt8, UInt8) {
    let colour = ink.light
    return (UInt8(colour >> 16 & 255), UInt8(colour >> 8 & 255), UInt8(colour & 255))
  }

  mutating func line(_ points: [Point], _ stroke: Stroke) {
    let half = stroke.width / 2
    for part in stroke.isDashed ? Outline.dashes(of: points) : [points] {
      for (a, b) in zip(part, part.dropFirst()) {
        let (x, y) = (b.x - a.x, b.y - a.y)
        let length = (x * x + y * y).squareRoot()
        guard length > 0 else { continue }
        let side = Point(-y / length * half, x / length * half)
        polygon(
          [
            Point(a.x + side.x, a.y + side.y), Point(b.x + side.x, b.y + side.y),
            Point(b.x - side.x, b.y - side.y), Point(a.x - side.x, a.y - side.y),
          ], Fill(stroke.ink))
      }
      // Round joints, where a gap would show.
      if stroke.width > 1 {
        for joint in part.dropFirst().dropLast() { circle(joint, radius: half, Fill(stroke.ink)) }
      }
    }
  }

  mutating func polygon(_ points: [Point], _ fill: Fill) {
    let shape = points.map { Point(($0.x + origin.x) * scale, ($0.y + origin.y) * scale) }
    guard let top = shape.map(\.y).min(), let bottom = shape.map(\.y).max(),
      let left = shape.map(\.x).min(), let right = shape.map(\.x).max(),
      bottom > 0, top < Double(height), right > 0, left < Double(width)
    else { return }
    let first = max(Int(left), 0)
    let count = min(Int(right.rounded(.up)), width) - first
    guard count > 0 else { return }
    let colour = Self.parts(fill.ink)
    var cover = [Double](repeating: 0, count: count)
    for row in max(Int(top), 0)..<min(Int(bottom.rounded(.up)), height) {
      for place in 0..<count { cover[place] = 0 }
      for line in 0..<Self.lines {
        let y = Double(row) + (Double(line) + 0.5) / Double(Self.lines)
        let crossings = Self.crossings(shape, at: y)
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          Self.add(crossings[pair] - Double(first), crossings[pair + 1] - Double(first), to: &cover)
        }
      }
      for place in 0..<count where cover[place] > 0 {
        mix(colour, cover[place] / Double(Self.lines) * fill.opacity, first + place, row)
      }
    }
  }

  /// Where the edges of a shape cross a line, from left to right.
  private static func crossings(_ shape: [Point], at y: Double) -> [Double] {
    var places: [Double] = []
    for (index, a) in shape.enumerated() {
      let b = shape[(index + 1) % shape.count]
      if (a.y <= y) != (b.y <= y) { places.append(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) }
    }
    return places.sorted()
  }

  /// Covers a part of a line of pixels.
  private static func add(_ left: Double, _ right: Double, to cover: inout [Double]) {
    let (left, right) = (max(left, 0), min(right, Double(cover.count)))
    guard left < right else { return }
    for place in Int(left)..<min(Int(right.rounded(.up)), cover.count) {
      cover[place] += min(right, Double(place + 1)) - max(left, Double(place))
    }
  }

  private mutating func mix(
    _ colour: (UInt8, UInt8, UInt8), _ share: Double, _ x: Int, _ y: Int
  ) {
    let place = (y * width + x) * 3
    func mixed(_ old: UInt8, _ new: UInt8) -> UInt8 {
      UInt8((Double(old) + (Double(new) - Double(old)) * min(share, 1)).rounded())
    }
    samples[place] = mixed(samples[place], colour.0)
    samples[place + 1] = mixed(samples[place + 1], colour.1)
    samples[place + 2] = mixed(samples[place + 2], colour.2)
  }

  mutating func rectangle(_ box: Box, radius: Double, _ fill: Fill?, _ stroke: Stroke?) {
    let outline = Outline.box(box, radius: min(radius, box.width / 2, box.height / 2))
    if let fill { polygon(outline, fill) }
    if let stroke { line(outline + [outline[0]], stroke) }
  }

  mutating func circle(_ middle: Point, radius: Double, _ fill: Fill) {
    polygon(Outline.circle(radius).map { Point($0.x + middle.x, $0.y + middle.y) }, fill)
  }

  mutating func text(_ text: String, _ point: Point, _ style: TextStyle) {
    let glyphs = BitmapFont.glyphs(of: text)
    // A capital is as high as 0.7 of the size in most fonts.
    let unit = max(Int((style.size * scale * 0.7 / Double(BitmapFont.ascent)).rounded()), 1)
    let length = BitmapFont.width(of: glyphs) * unit
    let shift =
      switch style.anchor {
      case .start: 0
      case .middle: length / 2
      case .end: length
      }
    var x = Int(((point.x + origin.x) * scale).rounded()) - shift
    let top = Int(((point.y + origin.y) * scale).rounded()) - BitmapFont.ascent * unit
    let thickness = unit + (style.isBold ? max(unit / 2, 1) : 0)
    for glyph in glyphs {
      guard let glyph else {
        x += (BitmapFont.space + BitmapFont.gap) * unit
        continue
      }
      for (row, points) in glyph.rows.enumerated() {
        for column in glyph.columns where points >> UInt8(4 - column) & 1 == 1 {
          let left = x + (column - glyph.columns.lowerBound) * unit
          block(left, top + row * unit, thickness, unit, style.ink)
        }
      }
      x += (glyph.columns.count + BitmapFont.gap) * unit
    }
  }

  /// Fills whole pixels.
  private mutating func block(_ x: Int, _ y: Int, _ width: Int, _ height: Int, _ ink: Ink) {
    for row in max(y, 0)..<max(min(y + height, self.height), max(y, 0)) {
      for column in max(x, 0)..<max(min(x + width, self.width), max(x, 0)) {
        mix(Self.parts(ink), 1, column, row)
      }
    }
  }

  mutating func picture(_ picture: Picture, _ box: Box) {
    let (left, top) = ((box.x + origin.x) * scale, (box.y + origin.y) * scale)
    let (across, down) = (box.width * scale, box.height * scale)
    func pixels(_ start: Double, _ length: Double, of all: Int) -> Range<Int> {
      let (first, last) = (Int(start.rounded()), Int((start + length).rounded()))
      return (first..<max(first, last)).clamped(to: 0..<all)
    }
    for row in pixels(top, down, of: height) {
      for column in pixels(left, across, of: width) {
        let x = Int((Double(column) + 0.5 - left) / across * Double(picture.width))
        let y = Int((Double(row) + 0.5 - top) / down * Double(picture.height))
        let colour = picture.colour(
          min(max(x, 0), picture.width - 1), min(max(y, 0), picture.height - 1))
        mix((colour.red, colour.green, colour.blue), colour.opacity, column, row)
      }
    }
  }

  mutating func moved(to origin: Point, _ draw: (inout RasterCanvas) -> Void) {
    let old = self.origin
    self.origin = Point(old.x + origin.x, old.y + origin.y)
    draw(&self)
    self.origin = old
  }
}
