/// A histogram on one line.
enum Sparkline {
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// A character a count, as high as its share of the largest one, so that what is there at all is seen;
  /// a space for 0.
  static func text(_ counts: [Int]) -> String {
    let most = max(counts.max() ?? 0, 1)
    return String(
      counts.map { count in
        // Rounded up: the largest is the last bar, and 1 of many the first.
        let height = (Double(count) / Double(most) * Double(bars.count)).rounded(.up)
        return count > 0 ? bars[min(max(Int(height), 1), bars.count) - 1] : " "
      })
  }
}
