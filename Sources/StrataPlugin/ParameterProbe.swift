/// A decoder that writes down which keys a plugin asks for, and answers with made-up values.
final class ParameterProbe: Decoder {
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any]
  /// What was asked for, in order.
  private(set) var parameters: [PluginParameter] = []
  /// The family of the plugin that is decoded from this value, if one is.
  private var family: PluginFamily?

  init(userInfo: [CodingUserInfoKey: Any]) { self.userInfo = userInfo }

  /// Learns that a plugin of any kind is decoded from this value.
  func holds(_ family: PluginFamily) { self.family = family }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Fields<Key>(probe: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw nothing() }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw nothing() }

  /// What is decoded from this value, in words.
  private var words: String {
    if let family { return family.name }
    return parameters.isEmpty
      ? "value" : "object of " + parameters.map(\.name).joined(separator: ", ")
  }

  private func nothing() -> DecodingError {
    .dataCorrupted(
      DecodingError.Context(codingPath: codingPath, debugDescription: "expected nothing at all"))
  }

  /// Writes a key down and makes a value up, where one of its type can be.
  private func value<T: Decodable>(_ type: T.Type, _ name: String, isRequired: Bool) throws -> T {
    let inner = ParameterProbe(userInfo: userInfo)
    defer {
      if !parameters.contains(where: { $0.name == name }) {
        let words = Self.simple(type)?.words ?? inner.words
        parameters.append(PluginParameter(name: name, type: words, isRequired: isRequired))
      }
    }
    if let value = Self.simple(type)?.value as? T { return value }
    return try T(from: inner)
  }

  /// The words for a type that every coder knows, and a value that most plugins take.
  private static func simple(_ type: any Decodable.Type) -> (words: String, value: Any)? {
    switch type {
    case is Bool.Type: ("true or false", false)
    case is String.Type: ("text", "text")
    case is Double.Type: ("number", 0.5)
    case is Float.Type: ("number", Float(0.5))
    case let type as any FixedWidthInteger.Type: ("whole number", one(type))
    case is [Int].Type: ("list of whole numbers", [1])
    case is [Double].Type: ("list of numbers", [0.5])
    case is [Float].Type: ("list of numbers", [Float(0.5)])
    case is [[Float]].Type: ("rows of numbers", [[Float(0.5)]])
    case is [String].Type: ("list of texts", ["text"])
    default: nil
    }
  }

  private static func one<T: FixedWidthInteger>(_ type: T.Type) -> T { 1 }

  private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let probe: ParameterProbe

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { false }
    func decodeNil(forKey key: Key) -> Bool { true }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
      try probe.value(type, key.stringValue, isRequired: true)
    }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) -> T? { note(type, key) }
    // The protocol's own forms of these ask `contains` alone, which does not say the type.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) -> Bool? { note(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) -> String? { note(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) -> Double? { note(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) -> Float? { note(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) -> Int? { note(type, key) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) -> Int8? { note(type, key) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) -> Int16? { note(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) -> Int32? { note(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) -> Int64? { note(type, key) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) -> UInt? { note(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) -> UInt8? { note(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) -> UInt16? { note(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) -> UInt32? { note(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) -> UInt64? { note(type, key) }

    private func note<T: Decodable>(_ type: T.Type, _ key: Key) -> T? {
      _ = try? probe.value(type, key.stringValue, isRequired: false)
      return nil
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw probe.nothing() }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      throw probe.nothing()
    }
    func superDecoder() throws -> any Decoder { throw probe.nothing() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw probe.nothing() }
  }
}
