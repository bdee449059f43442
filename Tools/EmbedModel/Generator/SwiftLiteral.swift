/// Text as it stands in a Swift source.
enum SwiftLiteral {
  /// A string on one line, with its quotes. Whatever is in the text ends neither the string nor the line,
  /// and nothing in it is invisible.
  static func string(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars { literal += escaped(scalar) }
    return literal + "\""
  }

  /// A string of many lines, each of them indented, with its quotes.
  /// - Parameter text: Ends with a newline.
  static func lines(_ text: String, indentation: String) -> String {
    var literal = "\"\"\"\n"
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var shown = ""
      for scalar in line.unicodeScalars {
        // Only three quotes end it.
        shown += scalar == "\"" && shown.last != "\"" ? "\"" : escaped(scalar)
      }
      literal += (shown.isEmpty ? "" : indentation) + shown + "\n"
    }
    return literal + indentation + "\"\"\""
  }

  /// What stands between the quotes of a string of 7-bit characters, however many there are.
  /// - Complexity: O(characters).
  static func characters(_ characters: [UInt8]) -> [UInt8] {
    let escapes = (0..<128).map { Array(escaped(Unicode.Scalar(UInt8($0))).utf8) }
    var literal: [UInt8] = []
    literal.reserveCapacity(characters.count * 5 / 2)
    for character in characters { literal += escapes[Int(character)] }
    return literal
  }

  /// Text for a comment of one line: what could end that, or a comment around it, is taken out.
  static func comment(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "/" where shown.last == "*", "*" where shown.last == "/":
        shown += " "
        shown.unicodeScalars.append(scalar)
      case "`": shown += "'"
      default:
        if isVisible(scalar) || isMark(scalar) {
          shown.unicodeScalars.append(scalar)
        } else if shown.last != " " {
          shown += " "
        }
      }
    }
    return shown
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default:
      isVisible(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
  }

  /// Whether it shows by itself what it is.
  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .nonspacingMark, .spacingMark, .enclosingMark:
      false
    case .spaceSeparator: scalar == " "
    default: !scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }
}
