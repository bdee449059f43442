import StrataBytes
import StrataJSON

/// JSON as it may go to a terminal.
enum TerminalJSON {
  /// A value as a text that ends with a line feed. Signs that a terminal might obey, which JSON lets
  /// stand in strings as they are, are escaped.
  static func text(
    _ value: some Encodable, layout: JSONWriter.Layout = .pretty
  ) throws -> String {
    let json = try JSONWriter.encode(value, options: .init(layout: layout))
    var text = ""
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
      if scalar == "\n" || String(scalar).printable.unicodeScalars.count == 1 {
        text.unicodeScalars.append(scalar)
      } else {
        // None of them is beyond U+FFFF.
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return text + "\n"
  }
}
