import Strata

/// Numbers and sums as they stand in formulas.
enum Formula {
  /// The most characters of a line: those of a narrower terminal.
  static let width = min(Screen.columns() ?? 100, 100)

  /// A number that somebody gave: nine decimals, without zeros at the end; one of another size than
  /// people write in digits, in nine digits with a power of ten.
  static func given(_ value: Double) -> String {
    let text = computed(value)
    guard text.contains("."), !text.contains("e") else { return text }
    let digits = text.reversed().drop { $0 == "0" }
    return String(String(digits.first == "." ? digits.dropFirst() : digits).reversed())
  }

  /// A number that was computed: nine decimals, as given numbers otherwise.
  static func computed(_ value: Double) -> String {
    let size = value.magnitude
    if value == 0 || (size >= 1e-4 && size < 1e6) { return Numbers.decimal(value, 9) }
    let text = "\(value)"
    guard value.isFinite, let mark = text.firstIndex(of: "e"),
      let exponent = Int(text[text.index(after: mark)...]), let digits = Double(text[..<mark])
    else { return size < 1e12 ? Numbers.decimal(value, 3) : text }
    return "\(Numbers.decimal(digits, 8))e\(exponent)"
  }

  /// A slope: computed, and often just 0 or 1.
  static func slope(_ value: Double) -> String {
    value == 0 || value == 1 ? given(value) : computed(value)
  }

  /// Terms with their signs between them.
  static func sum(_ terms: [String]) -> String {
    var text = ""
    for (index, term) in terms.enumerated() {
      if index == 0 {
        text = term
      } else if term.hasPrefix("-") {
        text += " − " + term.dropFirst()
      } else {
        text += " + " + term
      }
    }
    return text
  }

  /// A list in parentheses, its first values if it is long.
  static func list(_ values: [Double], most: Int = 12, _ number: (Double) -> String) -> String {
    let more = values.count > most ? ", … \(Numbers.grouped(values.count - most)) more" : ""
    return "(" + values.prefix(most).map(number).joined(separator: ", ") + more + ")"
  }

  /// A line as lines of at most ``width`` characters, where it can be broken before a sign or behind
  /// a comma; what follows begins at an indent.
  static func wrapped(_ line: String, indent: Int, width: Int = Formula.width) -> [String] {
    var lines: [String] = []
    var rest = line
    let indent = min(indent, width / 2)
    while rest.count > width {
      let head = Array(rest)
      // A break is a space before a sign or behind a comma.
      let place = (indent + 1..<min(width, head.count - 1)).last { index in
        head[index] == " " && ("+−=".contains(head[index + 1]) || head[index - 1] == ",")
          && (index + 2 >= head.count || head[index + 2] == " " || head[index - 1] == ",")
      }
      guard let place else { break }
      lines.append(String(head[..<place]))
      rest = String(repeating: " ", count: indent) + String(head[(place + 1)...])
    }
    return lines + [rest]
  }

  /// What an activation makes of net, if it can be written shortly.
  static func value(of activation: String) -> String {
    switch activation {
    case Sigmoid.kind: "1 / (1 + e^−net)"
    case Tanh.kind: "tanh(net)"
    case ReLU.kind: "max(0, net)"
    case Identity.kind: "net"
    default: "\(activation)(net)"
    }
  }

  /// The activation's slope.
  static func slope(of activation: String) -> String {
    switch activation {
    case Sigmoid.kind: "out · (1 − out)"
    case Tanh.kind: "1 − out²"
    case ReLU.kind: "(1 where net > 0, else 0)"
    case Identity.kind: "1"
    default: "\(activation)′(net)"
    }
  }
}
