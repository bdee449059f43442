import Glibc

/// Numbers as people read them.
enum Numbers {
  /// 235146 as `235,146`.
  static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// A number with some decimals.
  static func decimal(_ value: Double, _ places: Int = 4) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "\(value)" }
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((value.magnitude * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + "\(scaled)" }
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return sign + "\(scaled / scale)." + zeros + fraction
  }

  /// A number in three significant digits: `0.0123`, `-1.50`, `123,000`, `1.23e-07`; a whole number of up to
  /// six digits as it is.
  static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    if value.magnitude < 1e6, value == value.rounded() { return grouped(Int(value)) }
    // Out of the reach of denormal numbers, whose powers of ten are far off.
    let shift = value.magnitude < 1e-200 ? 200 : 0
    let scaled = value * pow(10, Double(shift))
    // The exponent of the first digit, after rounding to three.
    var exponent = Int(log10(scaled.magnitude).rounded(.down))
    if scaled.magnitude / pow(10, Double(exponent)) >= 9.995 { exponent += 1 }
    let digits = scaled / pow(10, Double(exponent))
    exponent -= shift
    if exponent >= 6 || exponent < -4 {
      let size = "\(exponent.magnitude)"
      return decimal(digits, 2) + "e" + (exponent < 0 ? "-" : "+") + (size.count < 2 ? "0" : "")
        + size
    }
    return exponent >= 3 ? grouped(Int(value.rounded())) : decimal(value, max(0, 2 - exponent))
  }

  /// Bytes as `912,345 bytes`.
  static func bytes(_ count: Int) -> String { counted(count, "byte") }

  /// `1 epoch`, `1,200 epochs`.
  static func counted(_ count: Int, _ thing: String) -> String {
    "\(grouped(count)) \(thing)\(count == 1 ? "" : "s")"
  }
}
