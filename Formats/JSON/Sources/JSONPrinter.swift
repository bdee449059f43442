/// Turns a value into text.
struct JSONPrinter {
  private(set) var bytes: [UInt8] = []
  private let layout: JSONWriter.Layout
  private static let lineLength = 80

  init(layout: JSONWriter.Layout) {
    self.layout = layout
  }

  mutating func print(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .number(let number): bytes += number.text.utf8
    case .string(let text): print(text)
    case .array(let elements): print(elements, depth: depth)
    case .object(let object): print(object, depth: depth)
    }
  }

  private mutating func print(_ elements: [JSONValue], depth: Int) {
    bytes.append(UInt8(ascii: "["))
    let start = bytes.count
    if layout == .pretty, !printOnOneLine(elements, depth: depth) {
      bytes.removeSubrange(start...)
      for (index, element) in elements.enumerated() {
        separate(index, depth: depth)
        print(element, depth: depth + 1)
      }
      breakLine(depth: depth)
    } else if layout == .compact {
      for (index, element) in elements.enumerated() {
        separate(index, depth: depth)
        print(element, depth: depth + 1)
      }
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Prints elements without parts one after another; false if that does not fit a line.
  private mutating func printOnOneLine(_ elements: [JSONValue], depth: Int) -> Bool {
    let limit = bytes.count + JSONPrinter.lineLength - 2 * depth
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes += ", ".utf8 }
      switch element {
      case .array, .object: return false
      default: print(element, depth: depth)
      }
      if bytes.count > limit { return false }
    }
    return true
  }

  private mutating func print(_ object: JSONObject, depth: Int) {
    bytes.append(UInt8(ascii: "{"))
    for (index, member) in object.members.enumerated() {
      separate(index, depth: depth)
      print(member.key)
      bytes += (layout == .pretty ? ": " : ":").utf8
      print(member.value, depth: depth + 1)
    }
    if !object.members.isEmpty { breakLine(depth: depth) }
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func separate(_ index: Int, depth: Int) {
    if index > 0 { bytes.append(UInt8(ascii: ",")) }
    breakLine(depth: depth + 1)
  }

  private mutating func breakLine(depth: Int) {
    guard layout == .pretty else { return }
    bytes.append(0x0A)
    bytes += repeatElement(0x20, count: 2 * depth)
  }

  private mutating func print(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x08: bytes += "\\b".utf8
      case 0x0C: bytes += "\\f".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x00..<0x10: bytes += "\\u000\(String(byte, radix: 16))".utf8
      case 0x10..<0x20, 0x7F: bytes += "\\u00\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
