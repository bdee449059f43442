/// Decodes a plugin from nothing, as the bare name `relu` asks for: every key is absent.
struct EmptyConfiguration: Decoder {
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any]

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(Keys<Key>(codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw DecodingError.valueNotFound([Configuration].self, missing("a list"))
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    throw DecodingError.valueNotFound(Configuration.self, missing("a value"))
  }

  private func missing(_ what: String) -> DecodingError.Context {
    DecodingError.Context(codingPath: codingPath, debugDescription: "expected \(what), got nothing")
  }

  private struct Keys<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let codingPath: [any CodingKey]
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { false }
    func decodeNil(forKey key: Key) throws -> Bool { throw absent(key) }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { throw absent(key) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
      -> KeyedDecodingContainer<Nested>
    { throw absent(key) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      throw absent(key)
    }
    func superDecoder() throws -> any Decoder {
      throw DecodingError.valueNotFound(
        Configuration.self,
        DecodingError.Context(codingPath: codingPath, debugDescription: "expected a parent"))
    }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw absent(key) }

    private func absent(_ key: Key) -> DecodingError {
      .keyNotFound(
        key,
        DecodingError.Context(
          codingPath: codingPath, debugDescription: "expected '\(key.stringValue)', got nothing"))
    }
  }
}
