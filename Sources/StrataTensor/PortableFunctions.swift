/// Functions of `Double` with the same bits on every machine, which the C library's do not promise:
/// additions, multiplications, divisions and fused multiply-adds, each rounded once, in one order.
///
/// Made for schedules and corrections, a few numbers a step, not for arrays.
public enum PortableFunctions {
  /// base to the power of an exponent, within 1 unit in the last place.
  ///
  /// e^(exponent · ln base), with the logarithm and the product as sums of two numbers. NaN for a
  /// base below 0.
  public static func power(_ base: Double, _ exponent: Double) -> Double {
    if exponent == 0 || base == 1 { return 1 }
    guard base >= 0, !exponent.isNaN else { return .nan }
    if base == 0 || base == .infinity {
      return (base == 0) == (exponent > 0) ? 0 : .infinity
    }
    let logarithm = logarithm(base)
    let high = exponent * logarithm.high
    // Far beyond what is not 0 and not infinite.
    guard high.magnitude < 1000 else { return high > 0 ? .infinity : 0 }
    let low = (-high).addingProduct(exponent, logarithm.high) + exponent * logarithm.low
    return exponential(high, low)
  }

  /// cos(π · x), within 1 unit in the last place; exact at multiples of 1/2.
  public static func cosinePi(_ x: Double) -> Double {
    // Exact: in 0...1, by symmetry.
    let x = x.remainder(dividingBy: 2).magnitude
    // Each difference is exact too: neither term is more than twice the other.
    if x <= 0.25 { return cosineNearZero(x) }
    return x < 0.75 ? sineNearZero(0.5 - x) : -cosineNearZero(1 - x)
  }

  // MARK: - Powers

  /// The high and the low part of ln 2; the high one has zeros at its end, so that multiples are
  /// exact.
  private static let ln2 = (high: 0x1.62e42feep-1, low: 0x1.a39ef35793c76p-33)

  /// ln x as a sum of two numbers, good to about 2⁻⁶⁵ of it.
  ///
  /// x = 2ᵏ·m with m near 1, and ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m +
  /// 1).
  private static func logarithm(_ x: Double) -> (high: Double, low: Double) {
    var (m, k) = (x.significand, Double(x.exponent))
    if m > 0x1.6a09e667f3bcdp0 { (m, k) = (m / 2, k + 1) }
    let difference = m - 1
    let sum = twoSum(m, 1)
    let s = difference / sum.high
    let sLow = (difference.addingProduct(-s, sum.high) - s * sum.low) / sum.high
    let q = s * s
    let qLow = (-q).addingProduct(s, s) + 2 * s * sLow
    // 1/5 + q/7 + q²/9 + … ; q is below 0.03.
    var series = 0.0
    for divisor in stride(from: 27, through: 5, by: -2) {
      series = series * q + 1 / Double(divisor)
    }
    let third = q / 3
    let thirdLow = (q.addingProduct(-3, third) + qLow) / 3
    let factor = twoSum(third, q * q * series)
    let factorLow = factor.low + thirdLow
    let rest = s * factor.high
    let restLow = (-rest).addingProduct(s, factor.high) + s * factorLow + sLow * factor.high
    let half = twoSum(s, rest)
    let halfLow = half.low + (sLow + restLow)
    let total = twoSum(k * ln2.high, 2 * half.high)
    let low = total.low + (2 * halfLow + k * ln2.low)
    let high = total.high + low
    return (high, (total.high - high) + low)
  }

  /// e^(high + low) for a low that is far smaller than 1.
  private static func exponential(_ high: Double, _ low: Double) -> Double {
    let k = (high * 0x1.71547652b82fep0).rounded()
    let reduced = high.addingProduct(-k, ln2.high)
    let reducedLow = low - k * ln2.low
    let r = reduced + reducedLow
    let rest = (reduced - r) + reducedLow
    // 1/2 + r/6 + r²/24 + … ; |r| is below 0.35.
    var series = 0.0
    for divisor in stride(from: 14, through: 3, by: -1) {
      series = (series * r + 1) / Double(divisor)
    }
    series = (series * r + 1) / 2
    return Double(sign: .plus, exponent: Int(k), significand: 1 + (r + (r * r * series + rest)))
  }

  /// a + b and what its rounding left out.
  private static func twoSum(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
    let sum = a + b
    let second = sum - a
    return (sum, (a - (sum - second)) + (b - second))
  }

  // MARK: - The cosine

  /// π · r as a sum of two numbers.
  private static func timesPi(_ r: Double) -> (high: Double, low: Double) {
    let (pi, piLow) = (0x1.921fb54442d18p1, 0x1.1a62633145c07p-53)
    let high = r * pi
    return (high, (-high).addingProduct(r, pi) + r * piLow)
  }

  /// cos(π r), |r| ≤ 1/4.
  private static func cosineNearZero(_ r: Double) -> Double {
    let z = timesPi(r)
    let square = z.high * z.high
    // 1/4! − z²/6! + z⁴/8! − …
    var series = 0.0
    for n in stride(from: 18, through: 6, by: -2) {
      series = (1 - series * square) / Double(n * (n - 1))
    }
    series = (1 - series * square) / 24
    let half = square / 2
    let top = 1 - half
    return top + (((1 - top) - half) + (square * square * series - z.high * z.low))
  }

  /// sin(π r), |r| ≤ 1/4.
  private static func sineNearZero(_ r: Double) -> Double {
    let z = timesPi(r)
    let square = z.high * z.high
    // 1/3! − z²/5! + z⁴/7! − …
    var series = 0.0
    for n in stride(from: 19, through: 5, by: -2) {
      series = (1 - series * square) / Double(n * (n - 1))
    }
    series = (1 - series * square) / 6
    return z.high + (z.low * (1 - square / 2) - z.high * square * series)
  }
}
