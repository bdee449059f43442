/// A place for a value that is still being encoded: a type may hold several containers at once
/// and fill them in any order.
final class JSONSlot {
  enum Kind {
    case leaf(JSONValue)
    case array
    case object
  }

  /// A type that encodes nothing is an object without members.
  var kind = Kind.object
  private(set) var elements: [JSONSlot] = []
  private var members: [(key: String, slot: JSONSlot)] = []

  func appendElement() -> JSONSlot {
    let slot = JSONSlot()
    elements.append(slot)
    return slot
  }

  func appendMember(_ key: String) -> JSONSlot {
    let slot = JSONSlot()
    members.append((key, slot))
    return slot
  }

  /// The finished value.
  func value(path: [JSONError.Step] = []) throws(JSONError) -> JSONValue {
    switch kind {
    case .leaf(let value):
      return value
    case .array:
      var values: [JSONValue] = []
      values.reserveCapacity(elements.count)
      for (index, slot) in elements.enumerated() {
        values.append(try slot.value(path: path + [.index(index)]))
      }
      return .array(values)
    case .object:
      var values: [JSONObject.Member] = []
      values.reserveCapacity(members.count)
      var keys: Set<[UInt8]> = []
      for (key, slot) in members {
        guard keys.insert(Array(key.utf8)).inserted else {
          throw JSONError(.duplicateKey(key), path: path)
        }
        values.append(.init(key: key, value: try slot.value(path: path + [.key(key)])))
      }
      return .object(JSONObject(distinct: values))
    }
  }
}

/// A slot as the standard library's encoder.
struct JSONEncoding: Encoder {
  let slot: JSONSlot
  let codingPath: [any CodingKey]
  let sentUserInfo: [CodingUserInfoKey: any Sendable]

  init(
    slot: JSONSlot, codingPath: [any CodingKey], userInfo: [CodingUserInfoKey: any Sendable]
  ) {
    self.slot = slot
    self.codingPath = codingPath
    sentUserInfo = userInfo
  }

  var userInfo: [CodingUserInfoKey: Any] { sentUserInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    slot.kind = .object
    return KeyedEncodingContainer(JSONKeyedEncoding<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.kind = .array
    return JSONUnkeyedEncoding(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    self
  }

  /// An encoder for a part of this value.
  func inside(_ slot: JSONSlot, _ key: any CodingKey) -> JSONEncoding {
    JSONEncoding(slot: slot, codingPath: codingPath + [key], userInfo: sentUserInfo)
  }
}

extension JSONEncoding: SingleValueEncodingContainer {
  func encodeNil() {
    slot.kind = .leaf(.null)
  }

  // One generic method meets the requirements for every type.
  func encode<Value: Encodable>(_ value: Value) throws {
    guard let leaf = value as? any JSONLeaf else { return try value.encode(to: self) }
    do throws(JSONError.Problem) {
      slot.kind = .leaf(try leaf.written())
    } catch {
      throw JSONError(error, path: codingPath.map { JSONError.Step($0) })
    }
  }
}

/// An object that is being encoded.
private struct JSONKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: JSONEncoding

  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil(forKey key: Key) {
    member(key).encodeNil()
  }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try member(key).encode(value)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    member(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    member(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    member(JSONKey.superclass)
  }

  func superEncoder(forKey key: Key) -> any Encoder {
    member(key)
  }

  private func member(_ key: any CodingKey) -> JSONEncoding {
    encoder.inside(encoder.slot.appendMember(key.stringValue), key)
  }
}

/// An array that is being encoded.
private struct JSONUnkeyedEncoding: UnkeyedEncodingContainer {
  let encoder: JSONEncoding

  var codingPath: [any CodingKey] { encoder.codingPath }

  var count: Int { encoder.slot.elements.count }

  func encodeNil() {
    element().encodeNil()
  }

  func encode<Value: Encodable>(_ value: Value) throws {
    try element().encode(value)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    element().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    element().unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    element()
  }

  private func element() -> JSONEncoding {
    let key = JSONKey(.index(count))
    return encoder.inside(encoder.slot.appendElement(), key)
  }
}
