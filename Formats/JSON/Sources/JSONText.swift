/// A JSON text that has been checked and cut into nodes.
///
/// The nodes lie in the order of the text: a container, then what is in it; in an object each key
/// is followed by its value.
struct JSONText {
  struct Node {
    enum Kind: UInt8 {
      case null, `true`, `false`, integer, real, string, array, object
      /// A string with escapes; its characters lie in `unescaped`.
      case escaped
    }

    var kind: Kind
    /// Where the value begins in the text.
    var offset: Int32
    /// The characters of a number or a string, in `bytes` or `unescaped`.
    var start: Int32
    var end: Int32
    /// The node after this one and all that is in it; `Int32.max` while a container is open.
    var next: Int32
    /// How many elements or members there are.
    var count: Int32 = 0
  }

  let bytes: [UInt8]
  var nodes: [Node] = []
  var unescaped: [UInt8] = []
  let maximumDepth: Int

  /// Checks and cuts a text.
  init(_ bytes: [UInt8], options: JSONReader.Options) throws(JSONError) {
    self.bytes = bytes
    maximumDepth = options.maximumDepth
    guard bytes.count <= options.maximumBytes else {
      throw JSONError(.limit(what: "bytes", allowed: options.maximumBytes))
    }
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      let byte = "0x" + String(bytes[offset], radix: 16, uppercase: true)
      throw JSONError(
        .syntax(expected: "UTF-8", got: "the byte \(byte)"), position: position(of: offset))
    }
    var offset = 0
    skipSpace(&offset)
    try parseValue(&offset, depth: 0)
    skipSpace(&offset)
    if offset < bytes.count { throw unexpected(at: offset, expected: "the end of the text") }
  }
}

/// Reading nodes.
extension JSONText {
  /// The characters of a string or a number.
  func characters(of node: Int) -> ArraySlice<UInt8> {
    let range = Int(nodes[node].start)..<Int(nodes[node].end)
    return nodes[node].kind == .escaped ? unescaped[range] : bytes[range]
  }

  /// The characters of a string or a number as a string.
  func string(at node: Int) -> String {
    String(decoding: characters(of: node), as: UTF8.self)
  }

  /// The whole value that begins at a node.
  func value(at node: Int) -> JSONValue {
    switch nodes[node].kind {
    case .null: return .null
    case .true: return .bool(true)
    case .false: return .bool(false)
    case .integer, .real: return .number(JSONNumber(checked: string(at: node)))
    case .string, .escaped: return .string(string(at: node))
    case .array:
      var elements: [JSONValue] = []
      elements.reserveCapacity(Int(nodes[node].count))
      forEachChild(of: node) { elements.append(value(at: $0)) }
      return .array(elements)
    case .object:
      var members: [JSONObject.Member] = []
      members.reserveCapacity(Int(nodes[node].count))
      forEachChild(of: node) { key in
        members.append(.init(key: string(at: key), value: value(at: key + 1)))
      }
      return .object(JSONObject(distinct: members))
    }
  }

  /// A node in a few words, for an error.
  func shown(_ node: Int) -> String {
    switch nodes[node].kind {
    case .null: return "null"
    case .true: return "true"
    case .false: return "false"
    case .array: return "an array"
    case .object: return "an object"
    case .string, .escaped: return quoted(string(at: node))
    case .integer, .real:
      let text = String(decoding: characters(of: node).prefix(41), as: UTF8.self)
      return text.utf8.count > 40 ? text.dropLast() + "…" : text
    }
  }

  /// Visits the elements of an array, or the keys of an object.
  func forEachChild(of node: Int, _ visit: (Int) -> Void) {
    let step = nodes[node].kind == .object ? 1 : 0
    var child = node + 1
    for _ in 0..<nodes[node].count {
      visit(child)
      child = Int(nodes[child + step].next)
    }
  }

  func firstDuplicateKey(in object: Int) -> Int? {
    let count = Int(nodes[object].count)
    var duplicate: Int?
    var hashed: Set<ArraySlice<UInt8>> = []
    forEachChild(of: object) { key in
      let characters = characters(of: key)
      if count > 16 {
        if !hashed.insert(characters).inserted { duplicate = duplicate ?? key }
      } else {
        forEachChild(of: object) { other in
          if other < key && self.characters(of: other) == characters {
            duplicate = duplicate ?? key
          }
        }
      }
    }
    return duplicate
  }

  /// The way from the root to a node.
  ///
  /// - Complexity: linear in the number of nodes beside the way; for errors only.
  /// - Precondition: the node is a value, not a key.
  func path(to target: Int) -> [JSONError.Step] {
    var path: [JSONError.Step] = []
    var node = 0
    while node != target {
      let isObject = nodes[node].kind == .object
      var child = isObject ? node + 2 : node + 1
      var index = 0
      while target >= nodes[child].next {
        child = Int(nodes[child].next) + (isObject ? 1 : 0)
        index += 1
      }
      path.append(isObject ? .key(string(at: child - 1)) : .index(index))
      node = child
    }
    return path
  }

  /// The line and column where a node begins.
  func position(ofNode node: Int) -> JSONError.Position {
    position(of: Int(nodes[node].offset))
  }

  func position(of offset: Int) -> JSONError.Position {
    var line = 1
    var column = 1
    for byte in bytes[..<offset] {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return JSONError.Position(line: line, column: column, offset: offset)
  }
}
