import Glibc
import StrataBytes

/// Standard output and standard error.
enum StandardOutput {
  /// Writes text to standard output.
  /// - Throws: `ByteError.cannotWrite` if the system refuses.
  static func print(_ text: String) throws(ByteError) { try write(Array(text.utf8), to: 1) }

  /// Writes lines for people to standard output, broken where a terminal is narrower; what goes on stands
  /// further in.
  static func print(folding text: String) throws(ByteError) {
    guard let columns = Screen.columns() else { return try print(text) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let folded = lines.flatMap { line in
      let indent = min(line.prefix { $0 == " " }.count + 2, columns / 2)
      return Facts.broken(String(line), columns, indent: indent)
    }
    try print(folded.joined(separator: "\n"))
  }

  /// Writes a value to standard output as JSON.
  static func print(json value: some Encodable) throws { try print(TerminalJSON.text(value)) }

  /// Writes lines of data to standard output: as they are to a file or a program, and with whatever a
  /// terminal might obey made visible to a terminal.
  static func print(data bytes: [UInt8]) throws(ByteError) {
    guard Screen.isTerminal(.output) else { return try write(bytes, to: 1) }
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    try print(lines.map { String($0).printable }.joined(separator: "\n"))
  }

  /// Writes text to standard error; nothing is to be done if that fails.
  static func complain(_ text: String) { try? write(Array(text.utf8), to: 2) }

  /// Ends the process.
  static func exit(with code: Int32) -> Never { Glibc.exit(code) }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(ByteError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // In range: the pointer and the count are the slice's own.
      let written = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { endQuietly() }
        throw .cannotWrite(
          path: "standard output", operation: "write",
          reason: unsafe String(cString: strerror(errno)).lowercased())
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Ends as a program does whose reader has gone, also where SIGPIPE was turned off by whoever started
  /// it: without a word.
  private static func endQuietly() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    Glibc.exit(128 + SIGPIPE)
  }
}
