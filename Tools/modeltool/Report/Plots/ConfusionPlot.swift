import Strata

/// How often each class was taken for each, as a square of numbers; the fuller a cell's colour, the
/// larger its share of the class.
struct ConfusionPlot: Plot {
  private let matrix: ConfusionMatrix
  private let labels: [String]
  private let cell: Double
  private let margin: Double

  let title = "Confusion matrix"

  /// The most classes that are drawn.
  static let most = 50
  /// The fullest colour that text can be read on.
  static let fullest = 0.4

  init(_ matrix: ConfusionMatrix) {
    self.matrix = matrix
    let style = TextStyle(.text)
    labels = (matrix.labels ?? matrix.counts.indices.map { "\($0)" }).map {
      style.fitted($0.printable, to: 96)
    }
    let digits = matrix.counts.joined().map { style.width(of: Numbers.grouped($0)) }.max() ?? 0
    let widest = labels.map { style.width(of: $0) }.max() ?? 0
    cell = max(26, digits + 8, min(widest, 64) + 8)
    margin = widest + 14
  }

  /// How full the colour of a cell is, from 0 to 1: the root of its share, so that few can be seen too.
  static func fullness(_ count: Int, of total: Int) -> Double {
    total == 0 ? 0 : (Double(count) / Double(total)).squareRoot()
  }

  var summary: String {
    let pairs = matrix.mostConfused(3).map {
      "\(name($0.truth)) taken for \(name($0.answer)) (\(Numbers.counted($0.samples, "time")))"
    }
    return "\(Numbers.decimal(100 * matrix.accuracy, 1)) % of "
      + "\(Numbers.counted(matrix.total, "sample")) right"
      + (pairs.isEmpty ? "." : ". Confused most often: " + pairs.joined(separator: ", ") + ".")
  }

  private func name(_ number: Int) -> String {
    matrix.labels.map { Words.listed($0[number]) } ?? "\(number)"
  }

  private var side: Double { cell * Double(labels.count) }

  private static let top = 46.0

  var size: Size { Size(width: max(margin + side + 10, 220), height: Self.top + side + 10) }

  func draw(on canvas: inout some Canvas) {
    canvas.text("answer", Point(margin, 16), TextStyle())
    canvas.text("truth", Point(margin - 8, Self.top - 10), TextStyle(anchor: .end))
    let style = TextStyle(.text, anchor: .middle)
    for (index, label) in labels.enumerated() {
      let place = (Double(index) + 0.5) * cell
      canvas.text(
        style.fitted(label, to: cell - 4), Point(margin + place, Self.top - 10), style)
      canvas.text(label, Point(margin - 8, Self.top + place + 4), TextStyle(.text, anchor: .end))
    }
    for (truth, row) in matrix.counts.enumerated() {
      let total = row.reduce(0, +)
      for (answer, count) in row.enumerated() {
        let box = Box(
          margin + Double(answer) * cell, Self.top + Double(truth) * cell, cell - 1, cell - 1)
        let fullness = Self.fullness(count, of: total)
        canvas.rectangle(box, radius: 2, nil, Stroke(.rule))
        if count > 0 {
          let ink: Ink = truth == answer ? .first : .second
          canvas.rectangle(box, radius: 2, Fill(ink, opacity: fullness * Self.fullest), nil)
        }
        canvas.text(
          Numbers.grouped(count), Point(box.middle.x, box.middle.y + 4),
          TextStyle(count > 0 ? .text : .muted, anchor: .middle, isBold: truth == answer))
      }
    }
  }
}
