import StrataJSON
import Testing

/// Values as such.
struct JSONValueTests {
  @Test func keepsOrderAndDigits() throws {
    let text = #"{"z":1.0,"a":[1,-0,12345678901234567890123],"é":{"x":null,"b":true},"s":"t"}"#
    let value = try JSONReader.value(from: Array(text.utf8))
    #expect(String(decoding: JSONWriter.bytes(of: value), as: UTF8.self) == text)
    #expect(value.object?.members.map(\.key) == ["z", "a", "é", "s"])
    #expect(value["a"]?[1]?.number?.text == "-0")
    #expect(value["s"]?.string == "t")
    #expect(value["a"]?.array?.count == 3)
    #expect(value["a"]?[3] == nil)
    #expect(value["a"]?[-1] == nil)
    #expect(value["q"] == nil)
    #expect(value[0] == nil)
  }

  @Test func objectsAreSetByKey() {
    var object = JSONObject()
    object["b"] = 1
    object["a"] = 2
    object["b"] = 3
    object["c"] = nil
    #expect(object == ["b": 3, "a": 2])
    object["b"] = .none
    #expect(object == ["a": 2])
    object["a"] = JSONValue.null
    #expect(object == ["a": nil])
  }

  /// A dictionary keeps no order and its coder no digits, but any coder must carry the value.
  @Test func goesThroughOtherCoders() throws {
    let value: JSONValue = [
      "a": [1, true, "x", nil, [2, []]], "b": ["c": .number(JSONNumber(1))],
    ]
    struct Wrapper: Encodable {
      var value: JSONValue
      func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
    }
    #expect(try JSONWriter.value(encoding: Wrapper(value: value)) == value)
    struct Unwrapper: Decodable {
      var value: JSONValue
      init(from decoder: any Decoder) throws { value = try JSONValue(from: decoder) }
    }
    #expect(try JSONReader.decode(Unwrapper.self, from: value).value == value)
  }
}
