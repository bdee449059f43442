extension String {
  /// The text as it may be shown on one line of a terminal: control characters, line separators and
  /// marks that turn the direction of writing are escaped. Names from a file go through this before
  /// they reach a message.
  package var onOneLine: String {
    var shown = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
        shown += scalar.escaped(asASCII: true).lowercased()
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}
