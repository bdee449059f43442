import StrataBytes

/// Cuts bytes into rows of fields; it knows nothing of headers and of how many fields there should
/// be.
struct CSVTokenizer: ~Copyable {
  /// A row longer than this is a quote that is never closed, or no table.
  static let maximumRowBytes = 16 << 20

  private enum State {
    case fieldStart, unquoted, quoted, quoteInQuoted
  }

  private var stream: ByteStream
  private var chunk: [UInt8] = []
  private var position = 0
  private var separator = UInt8(ascii: ",")
  private var line = 1
  /// Whether the last field of the last row stood in quotes: an empty line is no row, a quoted empty
  /// field is.
  private(set) var lastFieldWasQuoted = false
  /// Whether the end of the present line has not been read: behind an error, the rest is passed over.
  private var isLineOpen = false

  /// - Throws: ``CSVError`` for bytes that cannot be had.
  init(_ stream: consuming ByteStream) throws(CSVError) {
    self.stream = stream
    // No more than the first row is waited for: whoever writes to a pipe may wait for an answer.
    var (start, end) = ([UInt8](), FirstRowEnd())
    while start.count < Self.maximumRowBytes {
      let more = try peek(atLeast: start.count + 1)
      guard more.count > start.count else { break }
      start = more
      if end.isFound(in: start) { break }
    }
    separator = Self.separator(of: start)
    if start.starts(with: [0xEF, 0xBB, 0xBF]) {
      try fill()
      position = 3
    }
  }

  /// The next row, nil at the end. After an error about a row it is that of the next line.
  mutating func next() throws(CSVError) -> CSVRow? {
    if isLineOpen { try skipLine() }
    isLineOpen = true
    let row = try readRow()
    isLineOpen = false
    return row
  }

  /// Passes over the rest of a line.
  private mutating func skipLine() throws(CSVError) {
    while try fill() {
      let byte = chunk[position]
      position += 1
      guard byte == lineFeed || byte == carriageReturn else { continue }
      try endLine(with: byte)
      return
    }
  }

  /// Passes over the line feed behind a carriage return.
  private mutating func endLine(with byte: UInt8) throws(CSVError) {
    isLineOpen = false
    line += 1
    if byte == carriageReturn, try fill(), chunk[position] == lineFeed { position += 1 }
  }

  private mutating func readRow() throws(CSVError) -> CSVRow? {
    let start = line
    var fieldLine = line
    var fields: [String] = []
    var field: [UInt8] = []
    var state = State.fieldStart
    var length = 0
    while true {
      guard length <= Self.maximumRowBytes else {
        throw .syntax(
          line: start, expected: "a row of at most \(Self.maximumRowBytes) bytes",
          got: "a longer one")
      }
      guard try fill() else {
        if state == .quoted {
          throw .syntax(line: fieldLine, expected: "a closing quote", got: "the end of the file")
        }
        if state == .fieldStart, fields.isEmpty { return nil }
        try finish(&field, state, &fields)
        return CSVRow(fields: fields, line: start)
      }
      // Most fields stand in no quotes, end in this chunk and are ASCII.
      if state == .fieldStart, let text = takePlainField() {
        length += text.utf8.count + 1
        fields.append(text)
        continue
      }
      // What needs no thought is taken in one go.
      if state == .unquoted || state == .quoted {
        let end = endOfPlainBytes(isQuoted: state == .quoted)
        field += chunk[position..<end]
        length += end - position
        position = end
        guard position < chunk.count else { continue }
      }
      let byte = chunk[position]
      position += 1
      length += 1
      switch (state, byte) {
      case (.quoted, quote):
        state = .quoteInQuoted
      case (.quoted, _):
        if byte == carriageReturn { try skipLineFeed(after: &field) } else { field.append(byte) }
        line += 1
      case (.quoteInQuoted, quote):
        field.append(byte)
        state = .quoted
      case (.fieldStart, quote):
        state = .quoted
        fieldLine = line
      case (.unquoted, quote):
        throw .syntax(
          line: line, expected: "quotes around a whole field", got: "a quote inside one")
      case (_, separator):
        try finish(&field, state, &fields)
        state = .fieldStart
      case (_, lineFeed), (_, carriageReturn):
        let end = line
        try endLine(with: byte)
        try finish(&field, state, &fields, at: end)
        return CSVRow(fields: fields, line: start)
      case (.quoteInQuoted, _):
        throw .syntax(
          line: line, expected: "a separator or the end of the line after a closing quote",
          got: quotedByte(byte))
      default:
        field.append(byte)
        state = .unquoted
      }
    }
  }

  private mutating func peek(atLeast count: Int) throws(CSVError) -> [UInt8] {
    do throws(ByteError) {
      return try stream.peek(atLeast: count)
    } catch {
      throw .bytes(error)
    }
  }

  /// Gets the next chunk if this one is used up; false at the end.
  @discardableResult
  private mutating func fill() throws(CSVError) -> Bool {
    if position < chunk.count { return true }
    do throws(ByteError) {
      chunk = try stream.next() ?? []
    } catch {
      throw .bytes(error)
    }
    position = 0
    return !chunk.isEmpty
  }

  /// The field that begins here, if it ends with a separator in this chunk and needs no care.
  private mutating func takePlainField() -> String? {
    var end = position
    while end < chunk.count, chunk[end] != separator {
      // Line ends, quotes, zero bytes and whatever is no ASCII are left to the rules.
      guard chunk[end] != quote, (0x0E..<0x80).contains(chunk[end]) else { return nil }
      end += 1
    }
    guard end < chunk.count else { return nil }
    defer { position = end + 1 }
    return String(decoding: chunk[position..<end], as: UTF8.self)
  }

  private func endOfPlainBytes(isQuoted: Bool) -> Int {
    var end = position
    while end < chunk.count {
      let byte = chunk[end]
      if byte == quote || byte == lineFeed || byte == carriageReturn { break }
      if byte == separator && !isQuoted { break }
      end += 1
    }
    return end
  }

  /// Takes a line end inside quotes as it is, CR LF as one.
  private mutating func skipLineFeed(after field: inout [UInt8]) throws(CSVError) {
    field.append(carriageReturn)
    if try fill(), chunk[position] == lineFeed {
      field.append(lineFeed)
      position += 1
    }
  }

  private mutating func finish(
    _ field: inout [UInt8], _ state: State, _ fields: inout [String], at end: Int? = nil
  ) throws(CSVError) {
    let line = end ?? line
    guard let text = String(validating: field, as: UTF8.self) else {
      throw .syntax(
        line: line, expected: "UTF-8", got: "other bytes in field \(fields.count + 1)")
    }
    guard !field.contains(0) else {
      throw .syntax(line: line, expected: "text", got: "a zero byte in field \(fields.count + 1)")
    }
    fields.append(text)
    field.removeAll(keepingCapacity: true)
    lastFieldWasQuoted = state == .quoteInQuoted
  }

  // MARK: The separator

  /// Looks for the end of the first row in bytes that become more.
  private struct FirstRowEnd {
    private var isQuoted = false
    private var seen = 0

    mutating func isFound(in bytes: [UInt8]) -> Bool {
      while seen < bytes.count {
        let byte = bytes[seen]
        seen += 1
        if byte == quote { isQuoted.toggle() }
        if !isQuoted, byte == lineFeed || byte == carriageReturn { return true }
      }
      return false
    }
  }

  /// The comma; or the more frequent of semicolon and tab, if the first row has no comma outside
  /// quotes.
  private static func separator(of bytes: [UInt8]) -> UInt8 {
    var isQuoted = false
    var semicolons = 0
    var tabs = 0
    loop: for byte in bytes {
      if byte == quote { isQuoted.toggle() }
      guard !isQuoted else { continue }
      switch byte {
      case UInt8(ascii: ","): return byte
      case UInt8(ascii: ";"): semicolons += 1
      case UInt8(ascii: "\t"): tabs += 1
      case lineFeed, carriageReturn: break loop
      default: break
      }
    }
    if semicolons == 0, tabs == 0 { return UInt8(ascii: ",") }
    return semicolons >= tabs ? UInt8(ascii: ";") : UInt8(ascii: "\t")
  }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

/// A byte as a message shows it.
private func quotedByte(_ byte: UInt8) -> String {
  (0x21...0x7E).contains(byte)
    ? "'\(Character(Unicode.Scalar(byte)))'"
    : "the byte 0x\(String(byte, radix: 16, uppercase: true))"
}
