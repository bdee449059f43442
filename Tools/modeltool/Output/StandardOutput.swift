import Glibc
import StrataBytes
import StrataJSON

/// Standard output and standard error.
enum StandardOutput {
  /// Whether standard output is a terminal.
  static var isTerminal: Bool { isatty(1) == 1 }

  /// Writes text to standard output.
  /// - Throws: `ByteError.cannotWrite` if the system refuses.
  static func print(_ text: String) throws(ByteError) { try write(text, to: 1) }

  /// Writes a value to standard output as JSON. Signs that a terminal might obey, which JSON lets stand
  /// in texts, are escaped.
  static func print(json value: some Encodable) throws {
    let text = String(
      decoding: try JSONWriter.encode(value, options: .init(layout: .pretty)), as: UTF8.self)
    var shown = ""
    for scalar in text.unicodeScalars {
      if scalar == "\n" || String(scalar).printable.unicodeScalars.count == 1 {
        shown.unicodeScalars.append(scalar)
      } else {
        // None of them is beyond U+FFFF.
        let digits = String(scalar.value, radix: 16)
        shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    try print(shown + "\n")
  }

  /// Writes text to standard error; nothing is to be done if that fails.
  static func complain(_ text: String) { try? write(text, to: 2) }

  /// Ends the process.
  static func exit(with code: Int32) -> Never { Glibc.exit(code) }

  private static func write(_ text: String, to descriptor: Int32) throws(ByteError) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      // In range: the pointer and the count are the slice's own.
      let written = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw .cannotWrite(
          path: "standard output", operation: "write",
          reason: unsafe String(cString: strerror(errno)).lowercased())
      }
      rest = rest.dropFirst(written)
    }
  }
}
