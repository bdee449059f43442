/// The digits of a number that the grammar has let pass, to be rounded once.
struct Decimal {
  private let text: ArraySlice<UInt8>

  init(_ text: ArraySlice<UInt8>) {
    self.text = text
  }

  /// The nearest `Double`, ties to even; nil if it is infinite.
  var double: Double? {
    if let exact = fastDouble { return exact }
    return Double(String(decoding: text, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The nearest `Float`, ties to even; nil if it is infinite.
  ///
  /// A `Double` on its way would round twice, which differs from once only if it lies exactly
  /// halfway between two floats, or where floats lose bits because they are tiny.
  var float: Float? {
    if let double = fastDouble {
      let isHalfway = double.bitPattern & 0x1FFF_FFFF == 0x1000_0000
      let isNormal = double.magnitude >= Double(Float.leastNormalMagnitude)
      if !isHalfway && (isNormal || double == 0) {
        let float = Float(double)
        return float.isFinite ? float : nil
      }
    }
    return Float(String(decoding: text, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
  }

  /// An integer that fits, nil for any other number.
  func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
    Integer(String(decoding: text, as: UTF8.self))
  }

  /// The nearest `Double` by one multiplication or division of exact numbers; nil if the digits
  /// or the power of ten do not fit one.
  ///
  /// Source: W. D. Clinger, "How to read floating point numbers accurately" (1990),
  /// <https://doi.org/10.1145/93548.93557>.
  private var fastDouble: Double? {
    var digits: UInt64 = 0
    var count = 0
    var power = 0
    var exponent = 0
    var isNegative = false
    var isNegativePower = false
    var part = Part.whole
    for byte in text {
      let digit = byte &- UInt8(ascii: "0")
      switch (part, byte) {
      case (.exponent, _) where digit < 10:
        guard exponent < 1000 else { return nil }
        exponent = exponent * 10 + Int(digit)
      case (_, _) where digit < 10:
        if digits != 0 || digit != 0 { count += 1 }
        guard count < 20 else { return nil }
        digits = digits &* 10 &+ UInt64(digit)
        if part == .fraction { power -= 1 }
      case (_, UInt8(ascii: ".")):
        part = .fraction
      case (.exponent, UInt8(ascii: "-")):
        isNegativePower = true
      case (_, UInt8(ascii: "-")):
        isNegative = true
      case (_, UInt8(ascii: "+")):
        break
      default:
        part = .exponent
      }
    }
    power += isNegativePower ? -exponent : exponent
    guard digits <= 1 << 53, power.magnitude <= 22 else { return nil }
    let exact = Double(digits)
    let magnitude =
      power < 0 ? exact / Decimal.powersOfTen[-power] : exact * Decimal.powersOfTen[power]
    return isNegative ? -magnitude : magnitude
  }

  private enum Part {
    case whole, fraction, exponent
  }

  /// The powers of ten that a `Double` holds exactly.
  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
