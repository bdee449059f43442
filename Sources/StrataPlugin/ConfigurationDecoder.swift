/// Decodes a plugin from a configuration that is at hand as data: one that was migrated.
///
/// Fields that nobody asks for are passed over: what an old version wrote, the migration has seen.
struct ConfigurationDecoder: Decoder {
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any]
  private let value: Configuration

  init(
    _ value: Configuration, codingPath: [any CodingKey], userInfo: [CodingUserInfoKey: Any]
  ) {
    self.value = value
    self.codingPath = codingPath
    self.userInfo = userInfo
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let fields) = value else { throw mismatch("an object") }
    return KeyedDecodingContainer(Fields<Key>(fields: fields, decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let values) = value else { throw mismatch("a list") }
    return Items(values: values, decoder: self)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { Single(decoder: self) }

  /// What stands below this value.
  private func inner(_ value: Configuration, _ key: any CodingKey) -> ConfigurationDecoder {
    ConfigurationDecoder(value, codingPath: codingPath + [key], userInfo: userInfo)
  }

  private var isNull: Bool { value == .null }

  private func mismatch(_ expected: String) -> DecodingError {
    .dataCorrupted(
      DecodingError.Context(
        codingPath: codingPath, debugDescription: "expected \(expected), got \(value.words)"))
  }

  // MARK: - Values

  private func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard let simple = try simple(type) else { return try Value(from: self) }
    guard let value = simple as? Value else { throw mismatch("\(type)") }
    return value
  }

  /// The value, if its type is one that every coder knows.
  private func simple(_ type: any Decodable.Type) throws -> Any? {
    switch type {
    case is Configuration.Type:
      return value
    case is Bool.Type:
      guard case .bool(let value) = value else { throw mismatch("true or false") }
      return value
    case is String.Type:
      guard case .string(let value) = value else { throw mismatch("a text") }
      return value
    case is Double.Type:
      return try number()
    case is Float.Type:
      let number = Float(try number())
      guard number.isFinite else { throw mismatch("a number within the range of Float") }
      return number
    case let type as any FixedWidthInteger.Type:
      return try whole(type)
    default:
      return nil
    }
  }

  private func number() throws -> Double {
    switch value {
    case .number(let value): return value
    case .integer(let value): return Double(value)
    default: throw mismatch("a number")
    }
  }

  private func whole<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
    guard case .integer(let value) = value, let whole = Value(exactly: value) else {
      throw mismatch("a whole number that fits \(type)")
    }
    return whole
  }

  // MARK: - Containers

  private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: [Configuration.Field]
    let decoder: ConfigurationDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { fields.compactMap { Key(stringValue: $0.name) } }

    func contains(_ key: Key) -> Bool { fields.contains { $0.name == key.stringValue } }
    func decodeNil(forKey key: Key) throws -> Bool { try inner(key).isNull }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
      try inner(key).decode(type)
    }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try inner(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try inner(key).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { try inner(key) }

    private func inner(_ key: Key) throws -> ConfigurationDecoder {
      guard let field = fields.first(where: { $0.name == key.stringValue }) else {
        throw DecodingError.keyNotFound(
          key,
          DecodingError.Context(
            codingPath: codingPath, debugDescription: "expected '\(key.stringValue)', got nothing")
        )
      }
      return decoder.inner(field.value, key)
    }
  }

  private struct Items: UnkeyedDecodingContainer {
    let values: [Configuration]
    let decoder: ConfigurationDecoder
    private(set) var currentIndex = 0

    init(values: [Configuration], decoder: ConfigurationDecoder) {
      self.values = values
      self.decoder = decoder
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex >= values.count }

    mutating func decodeNil() throws -> Bool {
      guard try current().isNull else { return false }
      currentIndex += 1
      return true
    }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
      let value = try current().decode(type)
      currentIndex += 1
      return value
    }
    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      try next().unkeyedContainer()
    }
    mutating func superDecoder() throws -> any Decoder { try next() }

    private mutating func next() throws -> ConfigurationDecoder {
      let value = try current()
      currentIndex += 1
      return value
    }

    private func current() throws -> ConfigurationDecoder {
      let key = AnyCodingKey("\(currentIndex)")
      guard values.indices.contains(currentIndex) else {
        throw DecodingError.valueNotFound(
          Configuration.self,
          DecodingError.Context(
            codingPath: codingPath + [key], debugDescription: "expected a value, got the end"))
      }
      return decoder.inner(values[currentIndex], key)
    }
  }

  private struct Single: SingleValueDecodingContainer {
    let decoder: ConfigurationDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }
    func decodeNil() -> Bool { decoder.isNull }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type) }
  }
}

extension Configuration {
  /// What it is, for messages.
  fileprivate var words: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
