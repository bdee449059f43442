import StrataBytes

/// Words as one types them to a shell.
enum ShellWords {
  /// A command line that a POSIX shell takes apart into these words again. A word with letters that a
  /// terminal might obey stands in `$'…'`, which POSIX has had since 2024, and bash, zsh and ksh for long.
  static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

  private static func quoted(_ word: String) -> String {
    if word.printable != word {
      // Byte by byte, whatever the letters are to a terminal.
      let bytes = word.utf8.map { byte -> String in
        switch byte {
        case UInt8(ascii: "\n"): "\\n"
        case UInt8(ascii: "\\"), UInt8(ascii: "'"): "\\" + String(UnicodeScalar(byte))
        case 0x20..<0x7F: String(UnicodeScalar(byte))
        default: "\\" + octal(byte)
        }
      }
      return "$'\(bytes.joined())'"
    }
    guard word.isEmpty || !word.unicodeScalars.allSatisfy(isPlain) else { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }

  private static func octal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 8)
    return String(repeating: "0", count: 3 - digits.count) + digits
  }

  /// Whether a shell takes a letter as it is.
  private static func isPlain(_ scalar: UnicodeScalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ",", ":", "+", "=", "@", "%": true
    default: false
    }
  }
}
