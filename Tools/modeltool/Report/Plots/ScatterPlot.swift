import Strata

/// What a network answered beside what is right, a dot a sample.
struct ScatterPlot: Plot {
  private let name: String
  private let points: [(truth: Double, answer: Double)]
  private let count: Int

  /// The most dots; of more samples every so-manieth is drawn.
  private static let most = 2000

  let size = Size(width: 360, height: 340)

  init(_ name: String, _ outcomes: SampleOutcomes, output: Int) {
    self.name = name
    count = outcomes.count
    let columns = outcomes.answers.rowLength
    let every = max((count + Self.most - 1) / Self.most, 1)
    points =
      outcomes.targets.map { targets in
        stride(from: 0, to: outcomes.count, by: every).map { sample in
          let place = sample * columns + output
          return (Double(targets[place]), Double(outcomes.answers[place]))
        }.filter { $0.0.isFinite && $0.1.isFinite }
      } ?? []
  }

  var title: String { "Answers for \(name)" }

  var summary: String {
    let drawn = points.count == count ? "" : ", \(Numbers.grouped(points.count)) of them drawn"
    return "Right values against answers for \(Numbers.counted(count, "sample"))\(drawn). "
      + "On the diagonal an answer is right, above it too large, below too small."
  }

  func draw(on canvas: inout some Canvas) {
    let axis = Axis(points.flatMap { [$0.truth, $0.answer] }, count: 5)
    let left = PlotFrame.margin(axis)
    let frame = PlotFrame(
      box: Box(
        left, 24, size.width - left - PlotFrame.overhang(axis), size.height - 24 - PlotFrame.footer),
      x: axis,
      y: axis)
    frame.draw(on: &canvas, x: "right value", y: "answer")
    canvas.line(
      [frame.point(axis.least, axis.least), frame.point(axis.most, axis.most)],
      Stroke(.muted, width: 1.5, isDashed: true))
    for point in points {
      canvas.circle(
        frame.point(point.truth, point.answer), radius: 2.5, Fill(.first, opacity: 0.7))
    }
  }
}
