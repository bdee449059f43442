/// Values along a side of a plot: where they stand, and which of them are written.
struct Axis {
  /// The values between which the plot lies.
  let least: Double
  let most: Double
  /// The values that are written, apart by 1, 2 or 5 times a power of ten.
  let ticks: [Double]
  private let step: Double

  /// An axis that holds values; what is not finite counts for nothing.
  /// - Parameters:
  ///   - count: How many steps there may be, more or less.
  ///   - isWhole: Whether only whole numbers are written.
  ///   - isTight: Whether the axis ends with the values; if not, with the next that is written.
  init(
    _ values: some Sequence<Double>, count: Int = 5, isWhole: Bool = false, isTight: Bool = false
  ) {
    // Beyond this neither the sum nor the difference of two bounds is finite.
    let limit = Double.greatestFiniteMagnitude / 16
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      (low, high) = (min(low, max(value, -limit)), max(high, min(value, limit)))
    }
    if low > high { (low, high) = (0, 1) }
    // Below this a step would be nothing.
    if high - low < .leastNormalMagnitude * 1e9 {
      let margin = isWhole || low.magnitude < 1e-100 ? 1 : low.magnitude / 2
      (low, high) = (low - margin, high + margin)
    }
    var step = Self.step(atLeast: (high - low) / Double(max(count, 1)))
    if isWhole { step = max(step.rounded(.up), 1) }
    self.step = step
    if isTight {
      (least, most) = (low, high)
    } else {
      (least, most) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step)
    }
    let first = (least / step).rounded(.up)
    let last = (most / step).rounded(.down)
    // Where numbers are too large for their differences, a step no longer changes them.
    let steps = last - first < 100 ? Int(max(last - first, 0)) : 0
    ticks = (0...steps).map { (first + Double($0)) * step }
  }

  private static func step(atLeast width: Double) -> Double {
    guard width > 0, width.isFinite else { return 1 }
    var power = 1.0
    while power * 10 <= width { power *= 10 }
    while power > width { power /= 10 }
    for factor in [1.0, 2, 5] where power * factor >= width * 0.999 { return power * factor }
    return power * 10
  }

  /// Where a value stands, from 0 at the least to 1 at the most.
  func share(_ value: Double) -> Double {
    most > least ? min(max((value - least) / (most - least), 0), 1) : 0
  }

  /// A value in as many digits as steps need.
  func label(_ value: Double) -> String {
    let size = max(least.magnitude, most.magnitude)
    guard size < 1e9, step >= 1e-6 else { return Self.short(value) }
    var (places, scaled) = (0, step)
    while places < 6, (scaled - scaled.rounded()).magnitude > 1e-6 * scaled {
      places += 1
      scaled *= 10
    }
    return Self.signed(
      places == 0 ? Numbers.grouped(Int(value.rounded())) : Numbers.decimal(value, places))
  }

  /// A number in some three digits; below a million, in all of those before its point.
  static func short(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
    let size = value.magnitude
    let text: String
    switch size {
    case 1e-3..<1e3:
      var (places, bound) = (2, 1.0)
      while size < bound, places < 6 {
        places += 1
        bound /= 10
      }
      text = Numbers.decimal(value, size >= 100 ? 1 : places)
    case 1e3..<1e6: text = Numbers.grouped(Int(value.rounded()))
    default:
      // Two digits and a power of ten.
      var (digits, power) = (value, 0)
      while digits.magnitude >= 10 { (digits, power) = (digits / 10, power + 1) }
      while digits.magnitude < 1 { (digits, power) = (digits * 10, power - 1) }
      text = "\(Numbers.decimal(digits, 1))e\(power)"
    }
    return signed(text)
  }

  /// A number with a minus sign as wide as its digits.
  private static func signed(_ text: String) -> String {
    text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }
}
