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
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: max(places - fraction.count, 0))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return sign + "\(scaled / scale)" + (places > 0 ? "." + zeros + fraction : "")
  }

  /// Bytes as `912,345 bytes`.
  static func bytes(_ count: Int) -> String { counted(count, "byte") }

  /// `1 epoch`, `1,200 epochs`.
  static func counted(_ count: Int, _ thing: String) -> String {
    "\(grouped(count)) \(thing)\(count == 1 ? "" : "s")"
  }
}
