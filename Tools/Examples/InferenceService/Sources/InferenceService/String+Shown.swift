extension String {
  /// A text from outside for an error's line: in quotes, short, nothing unprintable.
  var shown: String {
    let longest = 40
    var text = ""
    for (index, scalar) in unicodeScalars.enumerated() {
      guard index < longest else { return "'\(text)…'" }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
        text += scalar.escaped(asASCII: true)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return "'\(text)'"
  }
}
