/// The two places beside a number that a difference quotient looks at.
///
/// The step h is 2⁻¹⁷, times the number's own size where that is over 1: what the curve of the function
/// adds to the quotient, h²·f‴/6, and what rounding does, about ε·f/h with ε = 2⁻⁵², are then both
/// near 10⁻¹⁰.
struct CentralDifference {
  let above: Double
  let below: Double

  init(at value: Double) {
    let step = 0x1p-17 * max(1, value.magnitude)
    above = value + step
    below = value - step
  }

  /// The slope between the values at the two places, which are as far apart as they were rounded to.
  func quotient(_ valueAbove: Double, _ valueBelow: Double) -> Double {
    (valueAbove - valueBelow) / (above - below)
  }
}

extension Double {
  /// The number that a `Float` is written as: of the decimals that read back as it, the shortest.
  init(asWritten value: Float) { self = Double("\(value)") ?? Double(value) }
}
