import Strata

/// A number as it went from epoch to epoch, over the training data and over the validation data.
struct CurvePlot: Plot {
  /// What is measured: `loss`, or a metric's name.
  let name: String
  private let training: [(epoch: Int, value: Double)]
  private let validation: [(epoch: Int, value: Double)]

  let size = Size(width: 360, height: 240)

  /// The loss and each metric of a history.
  static func all(_ history: [EpochRecord]) -> [CurvePlot] {
    var names: [String] = []
    for record in history {
      for measure in record.metrics + record.validationMetrics where !names.contains(measure.name) {
        names.append(measure.name)
      }
    }
    return [CurvePlot("loss", history, { $0.loss }, { $0.validationLoss })]
      + names.map { name in
        CurvePlot(
          name, history, { $0.metrics.first { $0.name == name }?.value },
          { $0.validationMetrics.first { $0.name == name }?.value })
      }
  }

  private init(
    _ name: String, _ history: [EpochRecord], _ training: (EpochRecord) -> Double?,
    _ validation: (EpochRecord) -> Double?
  ) {
    func points(_ value: (EpochRecord) -> Double?) -> [(epoch: Int, value: Double)] {
      history.compactMap { record in
        value(record).flatMap { $0.isFinite ? (record.epoch, $0) : nil }
      }
    }
    self.name = name
    (self.training, self.validation) = (points(training), points(validation))
  }

  var title: String { Words.heading(name) }

  var summary: String {
    let parts = [("Training", training), ("Validation", validation)].compactMap { what, points in
      points.last.map { last in
        points.count == 1
          ? "\(what): \(Axis.short(last.value)) after epoch \(last.epoch)"
          : "\(what): from \(Axis.short(points[0].value)) to \(Axis.short(last.value))"
            + Self.extremes(points)
      }
    }
    return parts.isEmpty ? "No finite values." : parts.joined(separator: ". ") + "."
  }

  /// The least and the most, where they are not at the ends.
  private static func extremes(_ points: [(epoch: Int, value: Double)]) -> String {
    let inner = points.dropFirst().dropLast()
    let ends = [points[0].value, points[points.count - 1].value]
    var text = ""
    if let low = inner.min(by: { $0.value < $1.value }), ends.allSatisfy({ low.value < $0 }) {
      text += ", least \(Axis.short(low.value)) after epoch \(low.epoch)"
    }
    if let high = inner.max(by: { $0.value < $1.value }), ends.allSatisfy({ high.value > $0 }) {
      text += ", most \(Axis.short(high.value)) after epoch \(high.epoch)"
    }
    return text
  }

  func draw(on canvas: inout some Canvas) {
    let epochs = (training + validation).map { Double($0.epoch) }
    let x = Axis(epochs, count: 6, isWhole: true, isTight: true)
    let y = Axis((training + validation).map(\.value), count: 4)
    let left = PlotFrame.margin(y)
    let top = 26.0
    let frame = PlotFrame(
      box: Box(
        left, top, size.width - left - PlotFrame.overhang(x), size.height - top - PlotFrame.footer),
      x: x, y: y)
    frame.draw(on: &canvas, x: "epoch")
    curve(training, Stroke(.first, width: 2), frame, &canvas)
    curve(validation, Stroke(.second, width: 2, isDashed: true), frame, &canvas)
    var place = left
    for (name, points, stroke) in [
      ("training", training, Stroke(.first, width: 2)),
      ("validation", validation, Stroke(.second, width: 2, isDashed: true)),
    ] where !points.isEmpty {
      canvas.line([Point(place, 10), Point(place + 23, 10)], stroke)
      canvas.text(name, Point(place + 29, 14), TextStyle(.text))
      place += 48 + TextStyle().width(of: name)
    }
  }

  private func curve(
    _ points: [(epoch: Int, value: Double)], _ stroke: Stroke, _ frame: PlotFrame,
    _ canvas: inout some Canvas
  ) {
    let line = points.map { frame.point(Double($0.epoch), $0.value) }
    if line.count > 1 { canvas.line(line, stroke) }
    if line.count == 1 { canvas.circle(line[0], radius: 3, Fill(stroke.ink)) }
  }
}
