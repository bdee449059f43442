import StrataBytes

/// Curves over a common axis, drawn with characters: a value that turns into lines of text.
///
/// ```swift
/// let chart = Chart(
///   [Chart.Series("loss", losses), Chart.Series("validation loss", others)], axis: "epoch")
/// for line in chart.lines(columns: 60, rows: 10) { print(line) }
/// ```
///
/// Each character has 2 × 4 dots (Braille, U+2800…). The first series is a line, the others are dotted, and
/// each has a colour of its own where the stream shows colours. What is not finite is left out.
struct Chart {
  /// A curve.
  struct Series {
    /// What it is, as the legend says.
    let name: String
    /// Where it passes, in the order of x.
    let points: [(x: Double, y: Double)]

    init(_ name: String, _ points: [(x: Double, y: Double)]) {
      self.name = name
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    }
  }

  private let series: [Series]
  private let axis: String
  private let stream: Screen.Stream

  /// A chart.
  /// - Parameters:
  ///   - series: The curves; those without a point are left out.
  ///   - axis: What x is.
  ///   - stream: Where it is shown: whether in colours.
  init(_ series: [Series], axis: String, on stream: Screen.Stream = .output) {
    self.series = series.filter { !$0.points.isEmpty }
    self.axis = axis
    self.stream = stream
  }

  private static let styles: [Screen.Style] = [.cyan, .yellow, .green, .blue, .red]

  /// The chart as lines: a legend of one or more, `rows` for the curves, two for the axis of x.
  /// - Parameters:
  ///   - columns: The most characters a line, at least 20.
  ///   - rows: Lines for the curves, at least 2.
  /// - Returns: No lines if there is not one point.
  func lines(columns: Int, rows: Int) -> [String] {
    let (columns, rows) = (max(columns, 20), max(rows, 2))
    let points = series.flatMap(\.points)
    guard let x = Scale(points.map(\.x)), let y = Scale(points.map(\.y)) else { return [] }
    let labels = marks(y, rows)
    let margin = labels.values.map(\.count).max() ?? 0
    var canvas = Canvas(columns: columns - margin - 2, rows: rows)
    for (index, curve) in series.enumerated() { draw(curve, index, x, y, &canvas) }
    let curves = (0..<rows).map { row in
      aligned(labels[row] ?? "", margin) + (labels[row] == nil ? " │" : " ┤") + line(canvas, row)
    }
    return legend(columns) + curves + axisLines(x, margin, canvas.columns)
  }

  /// Which rows have a number beside them: the first, the last, and one in the middle if there is room.
  private func marks(_ y: Scale, _ rows: Int) -> [Int: String] {
    if y.isOneNumber { return [rows / 2: Numbers.short(y.low)] }
    var marks = [0: Numbers.short(y.high), rows - 1: Numbers.short(y.low)]
    if rows >= 7, rows % 2 == 1 { marks[rows / 2] = Numbers.short(y.middle) }
    return marks
  }

  private func draw(_ curve: Series, _ index: Int, _ x: Scale, _ y: Scale, _ canvas: inout Canvas) {
    let dots = curve.points.map { point in
      (
        x: x.place(point.x, of: canvas.width),
        y: canvas.height - 1 - y.place(point.y, of: canvas.height)
      )
    }
    canvas.set(dots[0].x, dots[0].y, index)
    var count = 0
    for (from, to) in zip(dots, dots.dropFirst()) {
      let steps = max(abs(to.x - from.x), abs(to.y - from.y))
      for step in stride(from: 1, through: steps, by: 1) {
        count += 1
        // Two dots and a gap of two, but for the first curve.
        if index > 0, count % 4 > 1 { continue }
        let part = Double(step) / Double(steps)
        canvas.set(
          from.x + Int((Double(to.x - from.x) * part).rounded()),
          from.y + Int((Double(to.y - from.y) * part).rounded()), index)
      }
    }
  }

  /// A row, each run of one curve's characters in its colour, without spaces at its end.
  private func line(_ canvas: Canvas, _ row: Int) -> String {
    var text = ""
    var run = ""
    var owner: Int?
    func close() {
      text += owner.map { styled(run, $0) } ?? run
      run = ""
    }
    let cells = canvas.cells(row)
    let end = cells.lastIndex { $0.character != " " }.map { $0 + 1 } ?? 0
    for cell in cells[..<end] {
      if cell.owner != owner {
        close()
        owner = cell.owner
      }
      run.append(cell.character)
    }
    close()
    return text
  }

  private func legend(_ columns: Int) -> [String] {
    var lines: [String] = []
    var width = 0
    for (index, curve) in series.enumerated() {
      let name = shortened(curve.name.printable, columns - 3)
      let entry = styled(index == 0 ? "──" : "╌╌", index) + " " + name
      let length = 3 + name.count
      if width > 0, width + 3 + length <= columns, let last = lines.popLast() {
        lines.append(last + "   " + entry)
        width += 3 + length
      } else {
        lines.append(entry)
        width = length
      }
    }
    return lines
  }

  /// The axis, and under it its first and last number and its name, as far as there is room.
  private func axisLines(_ x: Scale, _ margin: Int, _ columns: Int) -> [String] {
    let indent = padded("", margin + 1)
    let (low, high) = (Numbers.short(x.low), Numbers.short(x.high))
    var numbers = axis.printable + " " + low
    if !x.isOneNumber {
      let gap = columns - low.count - high.count
      let name = axis.printable
      let space = gap - name.count
      numbers =
        space >= 4
        ? low + padded("", space / 2) + name + padded("", space - space / 2) + high
        : low + padded("", max(1, gap)) + high
    }
    return [indent + "└" + String(repeating: "─", count: columns), indent + " " + numbers]
  }

  private func styled(_ text: String, _ index: Int) -> String {
    Screen.styled(text, Self.styles[index % Self.styles.count], on: stream)
  }

  // MARK: - Scales

  /// From numbers to dots.
  private struct Scale {
    let low: Double
    let high: Double

    /// Nil for no numbers.
    init?(_ values: [Double]) {
      guard let low = values.min(), let high = values.max() else { return nil }
      self.low = low
      self.high = high
    }

    var isOneNumber: Bool { low == high }
    var middle: Double { low / 2 + high / 2 }

    func place(_ value: Double, of count: Int) -> Int {
      // Halved, so that no difference passes the largest number. Where there is only one number, it
      // stands in the middle.
      let range = high / 2 - low / 2
      let share = range > 0 ? (value / 2 - low / 2) / range : 0.5
      return min(max(Int((share * Double(count - 1)).rounded()), 0), count - 1)
    }
  }

  // MARK: - Dots

  /// Dots, 2 × 4 in a character, and which curve has drawn a character last.
  private struct Canvas {
    let columns: Int
    let rows: Int
    private var dots: [UInt8]
    private var owners: [Int?]

    var width: Int { 2 * columns }
    var height: Int { 4 * rows }

    init(columns: Int, rows: Int) {
      self.columns = max(columns, 1)
      self.rows = rows
      dots = [UInt8](repeating: 0, count: self.columns * rows)
      owners = [Int?](repeating: nil, count: self.columns * rows)
    }

    /// The bit of each dot in U+2800: columns from left to right, rows from above.
    private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

    mutating func set(_ x: Int, _ y: Int, _ owner: Int) {
      let cell = y / 4 * columns + x / 2
      dots[cell] |= Self.bits[x % 2][y % 4]
      owners[cell] = owner
    }

    func cells(_ row: Int) -> [(character: Character, owner: Int?)] {
      (row * columns..<(row + 1) * columns).map { cell in
        let braille = Unicode.Scalar(0x2800 + UInt32(dots[cell])).map(Character.init)
        return (dots[cell] == 0 ? " " : braille ?? " ", owners[cell])
      }
    }
  }
}

/// A text of at most some characters: the middle of a longer one is left out.
func shortened(_ text: String, _ width: Int) -> String {
  guard text.count > width else { return text }
  guard width > 1 else { return width == 1 ? "…" : "" }
  let front = (width - 1) / 2 + (width - 1) % 2
  return text.prefix(front) + "…" + text.suffix(width - 1 - front)
}
