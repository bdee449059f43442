import StrataTensor

/// The hyperparameters that a search varies, and what each may be.
///
/// Written as `learning-rate=1e-4..1e-2,hidden=64|128`: a name, and either choices between bars or the
/// two ends of a range. A comma begins the next one where a name and `=` follow; any other belongs to
/// the value, as in `hidden=64|128,64`.
///
/// What the names and values mean is for whoever trains: all values are texts.
public struct HyperparameterSpace: Hashable, Sendable {
  /// What one hyperparameter may be.
  public enum Values: Hashable, Sendable {
    /// One of some texts, each as likely.
    case choices([String])
    /// A whole number from `low` to `high`.
    case whole(low: Int, high: Int)
    /// A number from `low` to `high`, of four significant digits.
    case real(low: Double, high: Double)
  }

  /// A hyperparameter and what it may be.
  public struct Axis: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// What it may be.
    public let values: Values

    /// A hyperparameter and what it may be.
    public init(_ name: String, _ values: Values) {
      self.name = name
      self.values = values
    }
  }

  /// A hyperparameter and what it is in one trial.
  public struct Setting: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// What it is.
    public let value: String

    /// A hyperparameter and what it is.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The hyperparameters, in the order in which they were written.
  public let axes: [Axis]

  /// Reads a space.
  /// - Throws: ``SearchError/space(part:expected:got:)``.
  /// - Complexity: O(characters).
  public init(_ text: String) throws(SearchError) {
    var parts: [(name: String, values: String)] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if halves.count == 2 {
        parts.append((String(halves[0]), String(halves[1])))
      } else if let last = parts.popLast() {
        parts.append((last.name, "\(last.values),\(piece)"))
      } else {
        throw .space(
          part: "space", expected: "NAME=LOW..HIGH or NAME=A|B, separated by commas",
          got: "'\(text)'")
      }
    }
    var axes: [Axis] = []
    for (name, values) in parts {
      guard !name.isEmpty, !axes.contains(where: { $0.name == name }) else {
        throw .space(part: "space", expected: "different names before =", got: "'\(name)'")
      }
      axes.append(Axis(name, try Values(values, of: name)))
    }
    self.axes = axes
  }

  /// How many different settings there are; nil if a range of fractions is among them, or too many to
  /// count.
  public var count: Int? {
    var product = 1
    for axis in axes {
      guard let count = axis.values.count else { return nil }
      let (next, isHuge) = product.multipliedReportingOverflow(by: count)
      if isHuge { return nil }
      product = next
    }
    return product
  }
}

extension HyperparameterSpace.Values {
  /// Ends whose ratio is at least this are far apart: then magnitudes are as likely, not numbers.
  private static let farApart = 10.0

  /// Reads `64|128`, or `1e-4..1e-2`; whole numbers if both ends are written as such.
  init(_ text: String, of name: String) throws(SearchError) {
    let ends = Self.ends(of: text)
    guard let ends else {
      let choices = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard !choices.contains(""), Set(choices).count == choices.count else {
        throw .space(
          part: "'\(name)'", expected: "LOW..HIGH, or different values with | between them",
          got: "'\(text)'")
      }
      self = .choices(choices)
      return
    }
    if let low = Int(ends.low), let high = Int(ends.high), low < high,
      !high.subtractingReportingOverflow(low).overflow, high - low < 1 << 32
    {
      self = .whole(low: low, high: high)
    } else if let low = Double(ends.low), let high = Double(ends.high), low < high,
      (high - low).isFinite
    {
      self = .real(low: low, high: high)
    } else {
      throw .space(
        part: "'\(name)'", expected: "two numbers LOW..HIGH, the lower one first", got: "'\(text)'")
    }
  }

  /// The texts on either side of two dots.
  private static func ends(of text: String) -> (low: String, high: String)? {
    let bytes = Array(text.utf8)
    let dot = UInt8(ascii: ".")
    guard
      let place = bytes.indices.dropLast().first(where: { bytes[$0] == dot && bytes[$0 + 1] == dot }
      )
    else { return nil }
    return (
      String(decoding: bytes[..<place], as: UTF8.self),
      String(decoding: bytes[(place + 2)...], as: UTF8.self)
    )
  }

  /// How many there are; nil for a range of fractions.
  var count: Int? {
    switch self {
    case .choices(let choices): choices.count
    case .whole(let low, let high): high - low + 1
    case .real: nil
    }
  }

  /// The value that a random number stands for.
  ///
  /// Of a range whose ends are over 0 and whose ratio is at least 10, low · (high / low)ᵘ, so that
  /// every magnitude is as likely; of any other, low + u · (high − low).
  /// - Parameter u: From 0 up to, not including, 1.
  func value(at u: Double) -> String {
    switch self {
    case .choices(let choices):
      return choices[min(Int(u * Double(choices.count)), choices.count - 1)]
    case .whole(let low, let high):
      // Up to the next number, which is not reached.
      let value = Self.point(Double(low), Double(high) + 1, u)
      return "\(min(max(Int(value.rounded(.down)), low), high))"
    case .real(let low, let high):
      return "\(min(max(Self.rounded(Self.point(low, high, u)), low), high))"
    }
  }

  private static func point(_ low: Double, _ high: Double, _ u: Double) -> Double {
    guard low > 0, high / low >= farApart else { return low + u * (high - low) }
    return low * PortableFunctions.power(high / low, u)
  }

  /// A number with four significant digits, which people can read and type again.
  private static func rounded(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    var exponent = 0
    var digits = value.magnitude
    while digits >= 10_000, exponent < 400 { (digits, exponent) = (digits / 10, exponent + 1) }
    while digits < 1_000, exponent > -400 { (digits, exponent) = (digits * 10, exponent - 1) }
    let text = "\(value < 0 ? "-" : "")\(Int(digits.rounded()))e\(exponent)"
    return Double(text) ?? value
  }
}
