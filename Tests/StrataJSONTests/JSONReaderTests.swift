import StrataJSON
import Testing

/// Decoding: unknown keys, errors of types, user info.
struct JSONReaderTests {
  private func decode<Value: Decodable>(
    _ type: Value.Type, _ text: String, _ unknownKeys: JSONReader.UnknownKeys = .refuse
  ) throws -> Value {
    try JSONReader.decode(
      type, from: Array(text.utf8), options: .init(unknownKeys: unknownKeys))
  }

  @Test func unknownKeysAreIgnoredIfAsked() throws {
    let text =
      #"{"input": [1], "layers": [{"dense": {"units": 1, "x": 1}, "y": {"z": 2}}], "w": []}"#
    #expect(throws: JSONError.self) { try decode(Network.self, text) }
    let network = try decode(Network.self, text, .ignore)
    #expect(network.layers.first?.dense.units == 1)
  }

  @Test func keysAskedForBySeveralContainersAreKnown() throws {
    struct Both: Decodable {
      var a: Int
      var b: Int
      enum First: CodingKey { case a }
      enum Second: CodingKey { case b }
      init(from decoder: any Decoder) throws {
        a = try decoder.container(keyedBy: First.self).decode(Int.self, forKey: .a)
        b = try decoder.container(keyedBy: Second.self).decode(Int.self, forKey: .b)
      }
    }
    let both = try decode(Both.self, #"{"a": 1, "b": 2}"#)
    #expect(both.a == 1 && both.b == 2)
    let error = #expect(throws: JSONError.self) {
      try decode(Both.self, #"{"a": 1, "b": 2, "c": {"d": 3}}"#)
    }
    #expect(error?.problem == .unknownKey("c", similar: nil))
  }

  @Test func unknownKeysAreFoundBehindSuperNestedAndExistentialDecoding() throws {
    #expect(throws: Never.self) {
      try decode(Derived.self, #"{"own": 1, "super": {"base": 2}}"#)
    }
    let inherited = #expect(throws: JSONError.self) {
      try decode(Derived.self, #"{"own": 1, "super": {"base": 2, "bas": 3}}"#)
    }
    #expect(inherited?.path == [.key("super")])
    #expect(inherited?.problem == .unknownKey("bas", similar: nil))

    let plugin = try decode(Plugin.self, #"{"dense": {"units": 3}}"#)
    #expect((plugin.value as? Network.Dense)?.units == 3)
    let existential = #expect(throws: JSONError.self) {
      try decode(Plugin.self, #"{"dense": {"units": 3, "activatoin": "relu"}}"#)
    }
    #expect(existential?.path == [.key("dense")])
    #expect(existential?.problem == .unknownKey("activatoin", similar: "activation"))

    let nested = #expect(throws: JSONError.self) {
      try decode(Nested.self, #"{"outer": {"list": [{"x": 1, "z": 2}]}}"#)
    }
    #expect(nested?.path == [.key("outer"), .key("list"), .index(0)])
    #expect(nested?.problem == .unknownKey("z", similar: "y"))
  }

  @Test func largeObjectsAreSearchedAlike() throws {
    let pairs = (0..<1000).map { "\"k\($0)\": \($0)" }
    let text = "{\(pairs.joined(separator: ","))}"
    let dictionary = try decode([String: Int].self, text)
    #expect(dictionary.count == 1000)
    #expect(dictionary["k999"] == 999)
    struct One: Decodable {
      var k7: Int
      var k1001: Int?
    }
    #expect(try decode(One.self, text, .ignore).k7 == 7)
    let error = #expect(throws: JSONError.self) { try decode(One.self, text) }
    #expect(error?.problem == .unknownKey("k0", similar: nil))
  }

  @Test func valuesTakenWholeMakeTheirKeysKnown() throws {
    struct Holder: Decodable, Equatable {
      var any: JSONValue
    }
    let holder = try decode(Holder.self, #"{"any": {"a": {"b": [1, {"c": null}]}}}"#)
    #expect(holder.any["a"]?["b"]?[1]?["c"] == .null)
  }

  @Test func wordsOfATypeComeOutWithTheirPlace() throws {
    struct Rate: Decodable {
      var rate: Double
      enum CodingKeys: CodingKey { case rate }
      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        rate = try container.decode(Double.self, forKey: .rate)
        guard rate < 1 else {
          throw DecodingError.dataCorruptedError(
            forKey: .rate, in: container, debugDescription: "a rate must be below 1, got \(rate)")
        }
      }
    }
    let error = #expect(throws: JSONError.self) {
      try decode([Rate].self, "[{\"rate\": 0.5},\n {\"rate\": 2}]")
    }
    #expect(
      error?.description == "json: line 2, column 11, [1].rate: a rate must be below 1, got 2.0")

    enum Kind: String, Decodable { case relu, tanh }
    let raw = #expect(throws: JSONError.self) { try decode([String: Kind].self, #"{"a": "rel"}"#) }
    #expect(raw?.path == [.key("a")])
    #expect(raw?.description.contains("rel") == true)
  }

  @Test func otherErrorsPassThrough() {
    struct Fault: Error, Equatable {}
    struct Thrower: Decodable {
      init(from decoder: any Decoder) throws { throw Fault() }
    }
    #expect(throws: Fault()) { try decode([Thrower].self, "[1]") }
  }

  @Test func userInfoIsPassedOn() throws {
    let key = try #require(CodingUserInfoKey(rawValue: "registry"))
    struct Reader: Decodable {
      var found: String?
      init(from decoder: any Decoder) throws {
        let key = CodingUserInfoKey(rawValue: "registry")
        found = key.flatMap { decoder.userInfo[$0] as? String }
      }
    }
    let readers = try JSONReader.decode(
      [Reader].self, from: Array("[1, 2]".utf8), userInfo: [key: "here"])
    #expect(readers.map(\.found) == ["here", "here"])
  }

  @Test func manyFailedAttemptsStayLinear() throws {
    enum Either: Decodable {
      case number(Int)
      case text(String)
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
          self = .number(number)
        } else {
          self = .text(try container.decode(String.self))
        }
      }
    }
    let text = "[" + Array(repeating: "\"a\"", count: 100_000).joined(separator: ",") + "]"
    let start = ContinuousClock.now
    #expect(try decode([Either].self, text).count == 100_000)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func elementsCanBeTriedAsSeveralTypes() throws {
    struct Mixed: Decodable {
      var texts: [String] = []
      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        #expect(container.count == 3)
        while !container.isAtEnd {
          if try container.decodeNil() {
            texts.append("nil")
          } else if let number = try? container.decode(Int.self) {
            texts.append("\(number)")
          } else {
            texts.append(try container.decode(String.self))
          }
        }
        #expect(throws: (any Error).self) { try container.decode(Int.self) }
      }
    }
    #expect(try decode(Mixed.self, #"[1, null, "x"]"#).texts == ["1", "nil", "x"])
  }

  @Test func decodesFromAValueWithoutPositions() throws {
    let value: JSONValue = ["input": [4], "layers": [["dense": ["units": 2]]]]
    #expect(try JSONReader.decode(Network.self, from: value).input == [4])
    let error = #expect(throws: JSONError.self) {
      try JSONReader.decode(Network.self, from: ["input": [true], "layers": []] as JSONValue)
    }
    #expect(error?.description == "json: input[0]: expected an integer, got true")
  }
}

private class Base: Decodable {
  var base: Int
  enum CodingKeys: CodingKey { case base }
  required init(from decoder: any Decoder) throws {
    base = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .base)
  }
}

private final class Derived: Base {
  enum CodingKeys: CodingKey { case own }
  required init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    _ = try container.decode(Int.self, forKey: .own)
    try super.init(from: container.superDecoder())
  }
}

/// One key that names the type, as in a file of layers.
private struct Plugin: Decodable {
  var value: any Decodable

  struct Kind: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let registry: [String: any Decodable.Type] = ["dense": Network.Dense.self]
    let container = try decoder.container(keyedBy: Kind.self)
    guard let kind = container.allKeys.first, let type = registry[kind.stringValue] else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no such kind"))
    }
    value = try type.init(from: container.superDecoder(forKey: kind))
  }
}

/// Which keys a type knows.
@Suite struct KnownKeysTests {
  @Test func allThatAreAskedForWhetherThereOrNot() throws {
    let value: JSONValue = .object(["outer": .object(["list": .array([])])])
    #expect(try JSONReader.knownKeys(of: Nested.self, in: value, at: []) == ["outer"])
    #expect(try JSONReader.knownKeys(of: Nested.self, in: value, at: ["outer"]) == ["list"])
    for path in [["x"], ["outer", "list"], ["outer", "list", "x"]] {
      #expect(try JSONReader.knownKeys(of: Nested.self, in: value, at: path) == [])
    }
    struct Optional: Decodable {
      let b: Int?
      let a: Int?
      let c: Int
    }
    #expect(
      try JSONReader.knownKeys(of: Optional.self, in: .object(["c": 1]), at: [])
        == ["a", "b", "c"])
    #expect(throws: JSONError.self) {
      try JSONReader.knownKeys(of: Optional.self, in: .object([:]), at: [])
    }
  }
}

private struct Nested: Decodable {
  enum Keys: CodingKey { case outer, list, x, y }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let outer = try container.nestedContainer(keyedBy: Keys.self, forKey: .outer)
    var list = try outer.nestedUnkeyedContainer(forKey: .list)
    while !list.isAtEnd {
      let element = try list.nestedContainer(keyedBy: Keys.self)
      _ = try element.decode(Int.self, forKey: .x)
      _ = try element.decodeIfPresent(Int.self, forKey: .y)
    }
  }
}
