/// The grammar of RFC 8259, rule by rule: each takes what it describes and adds its nodes.
extension JSONText {
  mutating func parseValue(_ offset: inout Int, depth: Int) throws(JSONError) {
    switch byte(at: offset) {
    case UInt8(ascii: "{"):
      try parseObject(&offset, depth: depth + 1)
    case UInt8(ascii: "["):
      try parseArray(&offset, depth: depth + 1)
    case UInt8(ascii: "\""):
      try parseString(&offset)
    case let byte? where byte == UInt8(ascii: "-") || isDigit(at: offset):
      try parseNumber(&offset)
    case UInt8(ascii: "t"):
      try parseWord("true", .true, &offset)
    case UInt8(ascii: "f"):
      try parseWord("false", .false, &offset)
    case UInt8(ascii: "n"):
      try parseWord("null", .null, &offset)
    default:
      throw unexpected(at: offset, expected: "a value")
    }
  }

  private mutating func parseArray(_ offset: inout Int, depth: Int) throws(JSONError) {
    let node = try open(.array, &offset, depth: depth)
    if byte(at: offset) != UInt8(ascii: "]") {
      while true {
        try parseValue(&offset, depth: depth)
        nodes[node].count += 1
        skipSpace(&offset)
        guard byte(at: offset) == UInt8(ascii: ",") else { break }
        offset += 1
        skipSpace(&offset)
      }
      guard byte(at: offset) == UInt8(ascii: "]") else {
        throw unexpected(at: offset, expected: "',' or ']'")
      }
    }
    offset += 1
    nodes[node].next = Int32(nodes.count)
  }

  private mutating func parseObject(_ offset: inout Int, depth: Int) throws(JSONError) {
    let node = try open(.object, &offset, depth: depth)
    if byte(at: offset) != UInt8(ascii: "}") {
      while true {
        guard byte(at: offset) == UInt8(ascii: "\"") else {
          throw unexpected(at: offset, expected: "a key in double quotes")
        }
        try parseString(&offset)
        skipSpace(&offset)
        guard byte(at: offset) == UInt8(ascii: ":") else {
          throw unexpected(at: offset, expected: "':'")
        }
        offset += 1
        skipSpace(&offset)
        try parseValue(&offset, depth: depth)
        nodes[node].count += 1
        skipSpace(&offset)
        guard byte(at: offset) == UInt8(ascii: ",") else { break }
        offset += 1
        skipSpace(&offset)
      }
      guard byte(at: offset) == UInt8(ascii: "}") else {
        throw unexpected(at: offset, expected: "',' or '}'")
      }
    }
    offset += 1
    nodes[node].next = Int32(nodes.count)
    if let key = firstDuplicateKey(in: node) {
      throw JSONError(
        .duplicateKey(string(at: key)), path: path(to: node), position: position(ofNode: key))
    }
  }

  private mutating func open(
    _ kind: Node.Kind, _ offset: inout Int, depth: Int
  ) throws(JSONError) -> Int {
    guard depth <= maximumDepth else {
      throw JSONError(
        .limit(what: "levels of nesting", allowed: maximumDepth), position: position(of: offset))
    }
    add(kind, at: offset, 0..<0)
    nodes[nodes.count - 1].next = .max
    offset += 1
    skipSpace(&offset)
    return nodes.count - 1
  }

  private mutating func parseWord(
    _ word: StaticString, _ kind: Node.Kind, _ offset: inout Int
  ) throws(JSONError) {
    let end = offset + word.utf8CodeUnitCount
    guard end <= bytes.count, bytes[offset..<end].elementsEqual(word.description.utf8) else {
      throw unexpected(at: offset, expected: "a value")
    }
    add(kind, at: offset, offset..<end)
    offset = end
  }

  private mutating func parseNumber(_ offset: inout Int) throws(JSONError) {
    let start = offset
    var kind = Node.Kind.integer
    if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    if byte(at: offset) == UInt8(ascii: "0") {
      offset += 1
      if isDigit(at: offset) {
        throw unexpected(at: offset, expected: "a number without leading zeros")
      }
    } else {
      try parseDigits(&offset)
    }
    if byte(at: offset) == UInt8(ascii: ".") {
      kind = .real
      offset += 1
      try parseDigits(&offset)
    }
    if let mark = byte(at: offset), mark | 0x20 == UInt8(ascii: "e") {
      kind = .real
      offset += 1
      let sign = byte(at: offset)
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
      try parseDigits(&offset)
    }
    add(kind, at: start, start..<offset)
    // Without an exponent, nothing this short can leave the range of Double.
    let mayOverflow = kind == .real || offset - start > 300
    if mayOverflow, Decimal(bytes[start..<offset]).double == nil {
      throw JSONError(
        .syntax(expected: "a number in the range of Double", got: shown(nodes.count - 1)),
        position: position(of: start))
    }
  }

  private func parseDigits(_ offset: inout Int) throws(JSONError) {
    guard isDigit(at: offset) else { throw unexpected(at: offset, expected: "a digit") }
    repeat { offset += 1 } while isDigit(at: offset)
  }

  private mutating func parseString(_ offset: inout Int) throws(JSONError) {
    let start = offset + 1
    var end = start
    while end < bytes.count, isPlainInString(bytes[end]) { end += 1 }
    if byte(at: end) == UInt8(ascii: "\"") {
      add(.string, at: offset, start..<end)
      offset = end + 1
    } else {
      try parseEscapedString(&offset, plainTo: end)
    }
  }

  private mutating func parseEscapedString(
    _ offset: inout Int, plainTo end: Int
  ) throws(JSONError) {
    let start = unescaped.count
    unescaped += bytes[(offset + 1)..<end]
    var here = end
    while true {
      switch byte(at: here) {
      case UInt8(ascii: "\""):
        add(.escaped, at: offset, start..<unescaped.count)
        offset = here + 1
        return
      case UInt8(ascii: "\\"):
        try parseEscape(&here)
      case let byte? where byte >= 0x20:
        unescaped.append(byte)
        here += 1
      case nil:
        throw unexpected(at: here, expected: "'\"' to end the string")
      default:
        throw unexpected(at: here, expected: "an escaped control character")
      }
    }
  }

  private mutating func parseEscape(_ offset: inout Int) throws(JSONError) {
    let start = offset
    offset += 2
    switch byte(at: offset - 1) {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      unescaped.append(bytes[offset - 1])
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0C)
    case UInt8(ascii: "n"): unescaped.append(0x0A)
    case UInt8(ascii: "r"): unescaped.append(0x0D)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "u"):
      let first = try parseHexDigits(&offset)
      var value = UInt32(first)
      if first & 0xFC00 == 0xD800, byte(at: offset) == UInt8(ascii: "\\"),
        byte(at: offset + 1) == UInt8(ascii: "u")
      {
        offset += 2
        let second = try parseHexDigits(&offset)
        if second & 0xFC00 == 0xDC00 {
          value = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
        }
      }
      guard let scalar = Unicode.Scalar(value) else {
        throw JSONError(
          .syntax(expected: "a pair of surrogates", got: "a lone one"),
          position: position(of: start))
      }
      unescaped += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    default:
      throw unexpected(at: offset - 1, expected: "one of \"\\/bfnrtu after '\\'")
    }
  }

  private func parseHexDigits(_ offset: inout Int) throws(JSONError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = byte(at: offset),
        let digit = Character(Unicode.Scalar(byte)).hexDigitValue
      else { throw unexpected(at: offset, expected: "four hexadecimal digits") }
      value = value << 4 | UInt16(digit)
      offset += 1
    }
    return value
  }

  // MARK: Bytes

  private func byte(at offset: Int) -> UInt8? {
    offset < bytes.count ? bytes[offset] : nil
  }

  private func isDigit(at offset: Int) -> Bool {
    offset < bytes.count && bytes[offset] &- UInt8(ascii: "0") < 10
  }

  private func isPlainInString(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  func skipSpace(_ offset: inout Int) {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset += 1
      default: return
      }
    }
  }

  private mutating func add(_ kind: Node.Kind, at offset: Int, _ range: Range<Int>) {
    nodes.append(
      Node(
        kind: kind, offset: Int32(offset), start: Int32(range.lowerBound),
        end: Int32(range.upperBound), next: Int32(nodes.count + 1)))
  }

  func unexpected(at offset: Int, expected: String) -> JSONError {
    JSONError(
      .syntax(expected: expected, got: word(at: offset)), position: position(of: offset))
  }

  /// What stands at an offset: a whole word such as `NaN`, or one character.
  private func word(at offset: Int) -> String {
    guard offset < bytes.count else { return "the end of the text" }
    let rest = bytes[offset...].prefix(200)
    let letters = rest.prefix { ($0 | 0x20) &- UInt8(ascii: "a") < 26 }
    if !letters.isEmpty { return quoted(String(decoding: letters, as: UTF8.self)) }
    let text = String(decoding: rest, as: UTF8.self)
    guard let scalar = text.unicodeScalars.first else { return "the end of the text" }
    return scalar == "\u{FEFF}" ? "a byte order mark" : quoted(String(scalar))
  }
}
