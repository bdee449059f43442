import StrataBytes

/// Text of HTML or SVG. What is put into a literal as a string is escaped: nothing that comes from a
/// file can become a tag, an attribute, or a sign that turns the direction of writing.
///
/// All of it is well-formed XML too: every tag is closed, every attribute in quotes.
struct Markup: ExpressibleByStringInterpolation {
  private(set) var text: String

  init() { text = "" }

  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// Parts one after the other.
  init(_ parts: some Sequence<Markup>, separator: String = "") {
    text = parts.map(\.text).joined(separator: separator)
  }

  /// Text that is already what it must be, such as a style sheet of the program's own.
  init(trusted text: String) { self.text = text }

  static func + (a: Markup, b: Markup) -> Markup { Markup(trusted: a.text + b.text) }

  static func += (a: inout Markup, b: Markup) { a.text += b.text }

  /// Lets literals pass as they are and escapes the rest.
  struct Interpolation: StringInterpolationProtocol {
    fileprivate(set) var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ value: String) { text += Markup.escaped(value) }

    mutating func appendInterpolation(_ value: Int) { text += "\(value)" }

    mutating func appendInterpolation(_ value: Markup) { text += value.text }
  }

  /// A text as it may stand between tags and in quotes. Control characters, which XML forbids, and
  /// marks of direction become visible.
  private static func escaped(_ value: String) -> String {
    var text = ""
    for scalar in value.printable.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      case "\u{200E}", "\u{200F}", "\u{061C}", "\u{FFFE}", "\u{FFFF}":
        text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// A name from a file, whose direction of writing does not reach what stands beside it.
  static func name(_ name: String) -> Markup { "<bdi>\(name)</bdi>" }
}
