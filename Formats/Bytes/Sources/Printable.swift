extension String {
  /// The string as it may be shown on one line of a terminal: control characters, line
  /// separators and marks that turn the direction of writing become `\u{…}`.
  ///
  /// Names from files and paths go through this before they reach a message.
  public var printable: String {
    var shown = ""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069:
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}
