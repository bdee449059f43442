/// A line search for the strong Wolfe conditions: of how far to go in a direction, when the loss
/// falls along it at first.
///
/// A step t is taken if the loss has fallen, φ(t) ≤ φ(0) + c₁·t·φ′(0), and the slope is flatter,
/// |φ′(t)| ≤ c₂·|φ′(0)|, with c₁ = 10⁻⁴ and c₂ = 0.9 (J. Nocedal and S. Wright, "Numerical
/// Optimization", 2nd ed., 2006, algorithms 3.5 and 3.6, with steps from cubic interpolation). A
/// loss that is not a finite number counts as too far.
struct StrongWolfe {
  /// What the loss is at a step.
  struct Point {
    /// The step t.
    var step: Double
    /// φ(t).
    var loss: Double
    /// φ′(t).
    var slope: Double

    var isFinite: Bool { loss.isFinite && slope.isFinite }
  }

  /// Where the search begins: the step is 0, the slope below 0.
  let start: Point
  /// By how much a loss may be larger from rounding alone.
  let noise: Double
  /// How often the loss may be asked for.
  var most = 25

  /// Searches.
  /// - Parameters:
  ///   - first: The step to try first, over 0.
  ///   - evaluate: The loss and the slope at a step.
  /// - Returns: A step with a loss that has fallen enough and a slope that is flat enough; where
  ///   `most` was not enough to find one, one with a lower loss; nil if there was none.
  /// - Throws: What evaluating throws.
  func search(
    first: Double, _ evaluate: (Double) throws(TrainingError) -> Point
  ) throws(TrainingError) -> Point? {
    var (left, before, step) = (most, start, first)
    while left > 0 {
      let point = try evaluate(step)
      left -= 1
      if isEnough(point), isFlat(point) { return point }
      if !isEnough(point) || (before.step > 0 && point.loss >= before.loss) {
        return try zoom(low: before, high: point, left, evaluate)
      }
      if point.slope >= 0 { return try zoom(low: point, high: before, left, evaluate) }
      let next = Self.lowest(before, point) ?? .infinity
      // Some way on, but not out of sight.
      step = min(max(next, point.step + 0.1 * (point.step - before.step)), 10 * point.step)
      before = point
    }
    return found(before)
  }

  /// Closes in on a step between two: the loss has fallen enough at the low one, and from there
  /// falls at first towards the high one.
  private func zoom(
    low: Point, high: Point, _ left: Int, _ evaluate: (Double) throws(TrainingError) -> Point
  ) throws(TrainingError) -> Point? {
    var (low, high) = (low, high)
    for _ in 0..<left {
      let width = high.step - low.step
      // A loss that is no number says nothing of how far to go.
      let middle = high.isFinite ? low.step + width / 2 : low.step + width / 10
      var step = (high.isFinite ? Self.lowest(low, high) : nil) ?? middle
      let share = (step - low.step) / width
      if !(share >= 0.1 && share <= 0.9) {
        step = high.isFinite ? clamped(share, low, width) : middle
      }
      guard step != low.step, step != high.step else { break }
      let point = try evaluate(step)
      if isEnough(point), isFlat(point) { return point }
      if !isEnough(point) || point.loss >= low.loss {
        high = point
      } else {
        if point.slope * width >= 0 { high = low }
        low = point
      }
    }
    return found(low)
  }

  /// A tenth of the way from the nearer end.
  private func clamped(_ share: Double, _ low: Point, _ width: Double) -> Double {
    low.step + width * (share.isNaN ? 0.5 : min(max(share, 0.1), 0.9))
  }

  private func found(_ point: Point) -> Point? {
    point.step > 0 && point.loss < start.loss ? point : nil
  }

  private func isEnough(_ point: Point) -> Bool {
    point.isFinite && point.loss <= start.loss + 1e-4 * point.step * start.slope + noise
  }

  private func isFlat(_ point: Point) -> Bool { point.slope.magnitude <= -0.9 * start.slope }

  /// Where the cubic through two points and their slopes is lowest; nil if it has no lowest point.
  private static func lowest(_ a: Point, _ b: Point) -> Double? {
    let width = b.step - a.step
    let bend = a.slope + b.slope - 3 * (b.loss - a.loss) / width
    let square = bend * bend - a.slope * b.slope
    guard square >= 0 else { return nil }
    let root = width < 0 ? -square.squareRoot() : square.squareRoot()
    let step = b.step - width * (b.slope + root - bend) / (b.slope - a.slope + 2 * root)
    return step.isFinite ? step : nil
  }
}
