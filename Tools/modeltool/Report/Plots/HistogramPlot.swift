import Strata

/// How the values of a tensor are spread.
struct HistogramPlot: Plot {
  let title: String
  private let spread: TensorSummary
  /// What the values are.
  private let name: String

  /// Bars of a histogram.
  static let bins = 40

  let size = Size(width: 300, height: 150)

  init(_ title: String, _ tensor: Tensor<Float>, of name: String = "value") {
    self.title = title
    self.name = name
    spread = TensorSummary(tensor, bins: Self.bins)
  }

  var summary: String {
    guard let mean = spread.mean, let deviation = spread.deviation, let least = spread.minimum,
      let most = spread.maximum
    else { return "\(Numbers.counted(spread.count, "value")), none finite." }
    var text = "\(Numbers.counted(spread.count, "value")): mean \(Axis.short(mean)), "
    text += "deviation \(Axis.short(deviation)), from \(Axis.short(least)) to \(Axis.short(most))"
    if spread.zeroCount > 0 { text += ", \(Numbers.grouped(spread.zeroCount)) zero" }
    if spread.nanCount > 0 { text += ", \(Numbers.grouped(spread.nanCount)) NaN" }
    if spread.infinityCount > 0 { text += ", \(Numbers.grouped(spread.infinityCount)) infinite" }
    return text + "."
  }

  func draw(on canvas: inout some Canvas) {
    guard let least = spread.minimum, let most = spread.maximum else { return }
    let x = Axis([least, most], count: 5, isTight: true)
    let y = Axis([0, Double(spread.histogram.max() ?? 0)], count: 3, isWhole: true)
    let left = PlotFrame.margin(y)
    let frame = PlotFrame(
      box: Box(
        left, 10, size.width - left - PlotFrame.overhang(x), size.height - 10 - PlotFrame.footer),
      x: x, y: y)
    frame.draw(on: &canvas, x: name)
    let width = frame.box.width / Double(spread.histogram.count)
    // Where all values are equal, their bar stands in the middle.
    let start = least == most ? frame.box.middle.x - width / 2 : frame.box.x
    for (bin, count) in spread.histogram.enumerated() where count > 0 {
      let top = frame.point(x.least, Double(count)).y
      canvas.rectangle(
        Box(start + Double(bin) * width, top, max(width - 1, 0.5), frame.box.bottom - top),
        radius: 0, Fill(.first), nil)
    }
  }
}
