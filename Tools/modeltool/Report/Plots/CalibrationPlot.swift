import Strata

/// A reliability diagram: how many answers are right (bars) beside how sure the network was of them
/// (the diagonal), and how many samples each bar speaks for.
struct CalibrationPlot: Plot {
  let calibration: Calibration

  let title = "Calibration"
  let size = Size(width: 360, height: 360)

  var summary: String {
    "Expected calibration error \(Numbers.decimal(100 * calibration.expectedError, 1)) %, "
      + "largest gap \(Numbers.decimal(100 * calibration.maximumError, 1)) %, over "
      + "\(Numbers.counted(calibration.bins.count, "bin")) of "
      + "\(Numbers.counted(calibration.count, "sample")). Bars above the diagonal: less sure than "
      + "right; below: too sure."
  }

  func draw(on canvas: inout some Canvas) {
    let shares = Axis([0, 1], count: 5)
    let numbers = Axis(
      [0, Double(calibration.bins.map(\.count).max() ?? 0)], count: 2, isWhole: true)
    let left = max(PlotFrame.margin(shares), PlotFrame.margin(numbers))
    let frame = PlotFrame(
      box: Box(left, 24, size.width - left - 12, 230), x: shares, y: shares)
    // The counts below share the horizontal axis.
    let counts = PlotFrame(
      box: Box(left, 282, frame.box.width, size.height - 282 - PlotFrame.footer), x: shares,
      y: numbers)
    for tick in shares.ticks {
      let place = frame.point(0, tick)
      canvas.line([place, Point(frame.box.right, place.y)], Stroke(.rule))
      canvas.text(shares.label(tick), Point(place.x - 6, place.y + 4), TextStyle(anchor: .end))
    }
    canvas.text("share that is right", Point(left, 14), TextStyle())
    counts.draw(on: &canvas, x: "confidence", y: "samples")
    for (index, bin) in calibration.bins.enumerated() where bin.count > 0 {
      let bounds = calibration.bounds(of: index)
      bar(bounds, bin.accuracy, Fill(.first, opacity: 0.3), frame, &canvas)
      bar(bounds, Double(bin.count), Fill(.muted), counts, &canvas)
    }
    canvas.line(
      [frame.point(0, 0), frame.point(1, 1)], Stroke(.muted, width: 1.5, isDashed: true))
    for bin in calibration.bins where bin.count > 0 {
      canvas.circle(frame.point(bin.confidence, bin.accuracy), radius: 4, Fill(.first))
    }
  }

  private func bar(
    _ bounds: ClosedRange<Double>, _ height: Double, _ fill: Fill, _ frame: PlotFrame,
    _ canvas: inout some Canvas
  ) {
    let corner = frame.point(bounds.lowerBound, height)
    let width = frame.point(bounds.upperBound, height).x - corner.x
    canvas.rectangle(
      Box(corner.x + 1, corner.y, width - 2, frame.box.bottom - corner.y), radius: 0, fill,
      Stroke(fill.ink))
  }
}
