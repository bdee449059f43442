import StrataJSON
import Testing

/// Encoding: the text, byte for byte, and round trips of types of all kinds.
struct JSONWriterTests {
  private func text(_ value: some Encodable, _ layout: JSONWriter.Layout = .compact) throws
    -> String
  {
    String(decoding: try JSONWriter.encode(value, options: .init(layout: layout)), as: UTF8.self)
  }

  @Test func compactKeepsTheOrderOfKeys() throws {
    let network = Network(
      input: [784], layers: [.init(dense: .init(units: 10, activation: "relu", rate: 0.1))])
    #expect(
      try text(network)
        == #"{"input":[784],"layers":[{"dense":{"units":10,"activation":"relu","rate":0.1}}]}"#)
  }

  @Test func prettyPutsShortArraysOnOneLine() throws {
    let value: JSONValue = [
      "shape": [28, 28], "empty": [], "none": [:], "rows": [[1, 2], [3, 4]],
      "long": .array((0..<40).map { .number(JSONNumber($0)) }), "a": [["b": nil]],
    ]
    let long = (0..<40).map { "    \($0)" }.joined(separator: ",\n")
    #expect(
      try text(value, .pretty) == """
        {
          "shape": [28, 28],
          "empty": [],
          "none": {},
          "rows": [
            [1, 2],
            [3, 4]
          ],
          "long": [
        \(long)
          ],
          "a": [
            {
              "b": null
            }
          ]
        }
        """)
  }

  @Test func controlCharactersAreEscapedAndOthersNot() throws {
    #expect(
      try text("a\"\\/\u{0}\u{8}\u{C}\n\r\t\u{1F}\u{7F}é𝄞")
        == #""a\"\\/\u0000\b\f\n\r\t\u001f\u007fé𝄞""#)
    let all = String(String.UnicodeScalarView((0..<0x300).compactMap { Unicode.Scalar($0) }))
    #expect(try JSONReader.decode(String.self, from: JSONWriter.encode(all)) == all)
  }

  @Test func keysEncodedTwiceAreRefused() {
    struct Twice: Encodable {
      enum Keys: CodingKey { case a }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(1, forKey: .a)
        try container.encode(2, forKey: .a)
      }
    }
    let error = #expect(throws: JSONError.self) { try JSONWriter.encode([Twice()]) }
    #expect(error?.description == "json: [0]: duplicate key 'a'")
  }

  @Test func encodingErrorsComeOutAsOurs() {
    struct Refuser: Encodable {
      func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(
          1, .init(codingPath: encoder.codingPath, debugDescription: "cannot be written"))
      }
    }
    let error = #expect(throws: JSONError.self) { try JSONWriter.encode(["a": [Refuser()]]) }
    #expect(error?.description == "json: a[0]: cannot be written")
  }

  @Test func userInfoIsPassedOn() throws {
    struct Asker: Encodable {
      func encode(to encoder: any Encoder) throws {
        let key = CodingUserInfoKey(rawValue: "k")
        var container = encoder.singleValueContainer()
        try container.encode(key.flatMap { encoder.userInfo[$0] as? Int })
      }
    }
    let key = try #require(CodingUserInfoKey(rawValue: "k"))
    #expect(try JSONWriter.encode([Asker()], userInfo: [key: 7]) == Array("[7]".utf8))
  }

  @Test func typesOfAllKindsComeBack() throws {
    let everything = Everything.sample
    let bytes = try JSONWriter.encode(everything, options: .init(layout: .pretty))
    #expect(try JSONReader.decode(Everything.self, from: bytes) == everything)
    let compact = try JSONWriter.encode(everything)
    #expect(try JSONReader.decode(Everything.self, from: compact) == everything)
    #expect(try JSONWriter.encode(everything) == compact)
  }

  @Test func classesComeBack() throws {
    let bytes = try JSONWriter.encode(Square(side: 3, name: "s"))
    #expect(String(decoding: bytes, as: UTF8.self) == #"{"side":3,"super":{"name":"s"}}"#)
    let square = try JSONReader.decode(Square.self, from: bytes)
    #expect(square.side == 3 && square.name == "s")
  }

  @Test func containersCanBeFilledInAnyOrder() throws {
    struct Interleaved: Encodable {
      enum Keys: CodingKey { case a, b, c }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        var list = container.nestedUnkeyedContainer(forKey: .a)
        var object = container.nestedContainer(keyedBy: Keys.self, forKey: .b)
        try list.encode(1)
        try object.encode("x", forKey: .c)
        try list.encodeNil()
        var inner = list.nestedUnkeyedContainer()
        try list.encode([true])
        try inner.encode(2)
        #expect(list.count == 4)
        let last = container.superEncoder(forKey: .c)
        try object.encodeNil(forKey: .a)
        try 5.encode(to: last)
      }
    }
    #expect(
      try text(Interleaved()) == #"{"a":[1,null,[2],[true]],"b":{"c":"x","a":null},"c":5}"#)
  }
}

private struct Everything: Codable, Equatable {
  enum Activation: String, Codable { case relu, tanh }
  enum Layer: Codable, Equatable {
    case flatten
    case dense(units: Int, bias: Bool = true)
    case custom(String, [Double])
  }
  struct Empty: Codable, Equatable {}

  var bool = true
  var int = -5
  var small: UInt8 = 200
  var big = UInt64.max
  var double = 0.1
  var float: Float = 0.1
  var string = "é\n"
  var some: Int? = 4
  var none: Int?
  var nested: [[Float]] = [[1.5], [], [-0.25, 3]]
  var optionals: [Int?] = [1, nil, 3]
  var dictionary = ["a": [1], "b": []]
  var numbered = [7: "seven"]
  var raw = Activation.tanh
  var layers: [Layer] = [.flatten, .dense(units: 3, bias: false), .custom("x", [1, 2])]
  var empty = Empty()
  var range = 1..<5
  var value: JSONValue = ["k": [1, true, nil, "s"]]

  static let sample = Everything()
}

private class Named: Codable {
  var name: String
  init(name: String) { self.name = name }
}

private final class Square: Named {
  var side: Int
  enum CodingKeys: CodingKey { case side }
  init(side: Int, name: String) {
    self.side = side
    super.init(name: name)
  }
  required init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    side = try container.decode(Int.self, forKey: .side)
    try super.init(from: container.superDecoder())
  }
  override func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(side, forKey: .side)
    try super.encode(to: container.superEncoder())
  }
}
