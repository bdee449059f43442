/// Plots in a page, with their titles and what they say.
enum PageFigure {
  /// A plot that takes the width it is given.
  static func figure(_ plot: some Plot, id: String, isWide: Bool = false) -> Markup {
    let kind: Markup = isWide ? " class=\"wide\"" : ""
    return """
      <figure\(kind)>
      \(SVGCanvas.element(plot, id: id))<figcaption><strong>\(plot.title)</strong> \
      \(plot.summary)</figcaption>
      </figure>

      """
  }

  /// A plot that keeps its size and scrolls in a box of its own.
  static func scrolling(_ plot: some Plot, id: String) -> Markup {
    """
    <figure>
    <div class="scroll" role="region" aria-label="\(plot.title)" tabindex="0">
    \(SVGCanvas.element(plot, id: id))</div>
    <figcaption><strong>\(plot.title)</strong></figcaption>
    </figure>

    """
  }

  /// Plots beside each other.
  static func row(_ plots: [some Plot], id: String) -> Markup {
    let figures = Markup(plots.enumerated().map { figure($1, id: "\(id)-\($0 + 1)") })
    return "<div class=\"figures\">\n\(figures)</div>\n"
  }
}
