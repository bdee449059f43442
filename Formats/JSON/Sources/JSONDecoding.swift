/// A node as the standard library's decoder.
struct JSONDecoding: Decoder {
  let document: JSONDocument
  let node: Int

  var codingPath: [any CodingKey] { document.text.path(to: node).map { JSONKey($0) } }
  var userInfo: [CodingUserInfoKey: Any] { document.userInfo }
  private var kind: JSONText.Node.Kind { document.text.nodes[node].kind }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard kind == .object else { throw document.mismatch("an object", node) }
    return KeyedDecodingContainer(JSONKeyedDecoding<Key>(document: document, object: node))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard kind == .array else { throw document.mismatch("an array", node) }
    return JSONUnkeyedDecoding(document: document, array: node, element: node + 1)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    self
  }
}

extension JSONDecoding: SingleValueDecodingContainer {
  func decodeNil() -> Bool {
    kind == .null
  }

  // One generic method meets the requirements for every type.
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try document.decode(type, at: node)
  }
}

/// An object as a container.
private struct JSONKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let document: JSONDocument
  let object: Int

  var codingPath: [any CodingKey] { document.text.path(to: object).map { JSONKey($0) } }

  var allKeys: [Key] {
    var keys: [Key] = []
    document.text.forEachChild(of: object) { node in
      if let key = Key(stringValue: document.text.string(at: node)) { keys.append(key) }
    }
    return keys
  }

  func contains(_ key: Key) -> Bool {
    document.value(of: key.stringValue, in: object) != nil
  }

  func decodeNil(forKey key: Key) throws -> Bool {
    document.text.nodes[try value(of: key)].kind == .null
  }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try document.decode(type, at: value(of: key))
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try decoder(of: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(of: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    try decoder(of: JSONKey.superclass)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    try decoder(of: key)
  }

  private func decoder(of key: some CodingKey) throws -> JSONDecoding {
    JSONDecoding(document: document, node: try value(of: key))
  }

  private func value(of key: some CodingKey) throws -> Int {
    guard let node = document.value(of: key.stringValue, in: object) else {
      throw document.missing(key.stringValue, in: object)
    }
    return node
  }
}

/// An array as a container.
private struct JSONUnkeyedDecoding: UnkeyedDecodingContainer {
  let document: JSONDocument
  let array: Int
  /// The node of the current element.
  var element: Int
  var currentIndex = 0

  init(document: JSONDocument, array: Int, element: Int) {
    self.document = document
    self.array = array
    self.element = element
  }

  var codingPath: [any CodingKey] { document.text.path(to: array).map { JSONKey($0) } }
  var count: Int? { Int(document.text.nodes[array].count) }
  var isAtEnd: Bool { currentIndex == document.text.nodes[array].count }

  mutating func decodeNil() throws -> Bool {
    guard try document.text.nodes[current()].kind == .null else { return false }
    advance()
    return true
  }

  /// Stays at an element that could not be decoded, so that another type can be tried.
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let value = try document.decode(type, at: current())
    advance()
    return value
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    let container = try JSONDecoding(document: document, node: current()).container(keyedBy: type)
    advance()
    return container
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let container = try JSONDecoding(document: document, node: current()).unkeyedContainer()
    advance()
    return container
  }

  mutating func superDecoder() throws -> any Decoder {
    let decoder = JSONDecoding(document: document, node: try current())
    advance()
    return decoder
  }

  private func current() throws -> Int {
    guard !isAtEnd else {
      throw JSONFault(
        problem: .mismatch(
          expected: "at least \(currentIndex + 1) elements", got: "\(currentIndex)"), node: array)
    }
    return element
  }

  private mutating func advance() {
    element = Int(document.text.nodes[element].next)
    currentIndex += 1
  }
}
