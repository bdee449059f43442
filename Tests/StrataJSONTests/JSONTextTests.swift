import Testing

@testable import StrataJSON

/// The grammar of RFC 8259, and the limits.
struct JSONTextTests {
  @Test(arguments: [
    "null", "true", "false", "0", "-0", "12", "-1.5", "1e5", "1E+5", "1.25e-3", "\"\"", "[]", "{}",
    " \t\r\n1 \t\r\n", "[1]", "[ 1 , 2 ]", "[[],[[]],{}]", #"{"a":1}"#, #"{ "a" : { "b" : [ ] } }"#,
    #"{"":0}"#, #"{"a":1,"A":2}"#, #""\"\\\/\b\f\n\r\t""#, #""\u0000\u00e9\uD834\uDD1E""#,
    #""a/b""#, "\"\u{7F}\"", "\"\u{2028}\"", "1e308", "1e-400",
    "\"\u{10FFFF}\"", #"{"\u0061":1,"b":2}"#,
  ])
  func accepts(_ text: String) throws {
    _ = try JSONReader.value(from: Array(text.utf8))
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-Infinity", "+1", "01", "-01", "-", "1.",
    ".5", "1e", "1e+", "1.e1", "0x10", "1_000", "1 2", "'a'", "\"", "\"a", "\"\\", "\"\\u12\"",
    "\"\\x41\"", "\"\\u12G4\"", "\"a\nb\"", "\"a\tb\"", "\"\u{0}\"", "[", "]", "[1", "[1,", "[1,]",
    "[,1]", "[1 2]", "[1}", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":}", "{\"a\":1", "{\"a\":1,}",
    "{,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":1]", "[1]]", "1,", "//c\n1",
    "/*c*/1", "\u{FEFF}1", #""\uD800""#, #""\uDC00""#, #""\uD800\u0041""#, #""\uDC00\uD800""#,
    #""\uD800\uD800""#, "1e400", "-1e400", "[1e999999999999999999999]", #"{"a":1,"a":2}"#,
    #"{"a":1,"\u0061":2}"#, "\u{A0}1", "[1\u{0B}]",
  ])
  func refuses(_ text: String) {
    #expect(throws: JSONError.self) { try JSONReader.value(from: Array(text.utf8)) }
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xC3, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22], [0x80], [0x22, 0xE2, 0x82],
    ] as [[UInt8]])
  func refusesBadUTF8(_ bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSONReader.value(from: bytes) }
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\uD834\uDD1E""#, "é𝄞"),
    (#""a\u0000b""#, "a\0b"), (#""é\u0301x""#, "é\u{301}x"), (#""\\u0041""#, "\\u0041"),
  ])
  func unescapes(_ text: String, _ expected: String) throws {
    let value = try JSONReader.value(from: Array(text.utf8))
    #expect(value.string.map { Array($0.utf8) } == Array(expected.utf8))
  }

  @Test func depthIsBounded() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try JSONReader.value(from: nested(64))
    let error = #expect(throws: JSONError.self) { try JSONReader.value(from: nested(65)) }
    #expect(error?.problem == .limit(what: "levels of nesting", allowed: 64))
    _ = try JSONReader.value(from: nested(512), options: .init(maximumDepth: 100_000))
    #expect(throws: JSONError.self) {
      try JSONReader.value(from: nested(513), options: .init(maximumDepth: 100_000))
    }
    let bomb = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: JSONError.self) { try JSONReader.value(from: bomb) }
    let objects = Array(String(repeating: #"{"a":"#, count: 100_000).utf8)
    #expect(throws: JSONError.self) { try JSONReader.value(from: objects) }
  }

  @Test func sizeIsBounded() throws {
    _ = try JSONReader.value(from: Array("[1,2]".utf8), options: .init(maximumBytes: 5))
    let error = #expect(throws: JSONError.self) {
      try JSONReader.value(from: Array("[1,23]".utf8), options: .init(maximumBytes: 5))
    }
    #expect(error?.problem == .limit(what: "bytes", allowed: 5))
  }

  @Test func differentlyComposedKeysAreDifferent() throws {
    let text = "{\"\u{E9}\":1,\"e\u{301}\":2}"
    #expect(try JSONReader.value(from: Array(text.utf8)).object?.members.count == 2)
  }

  @Test(arguments: [2, 16, 17, 5000])
  func duplicatesAreFoundInObjectsOfAnySize(_ count: Int) throws {
    var keys = (0..<count).map { "\"k\($0)\":\($0)" }
    let distinct = Array("{\(keys.joined(separator: ","))}".utf8)
    #expect(try JSONReader.value(from: distinct).object?.members.count == count)
    keys[count - 1] = "\"k0\":1"
    let error = #expect(throws: JSONError.self) {
      try JSONReader.value(from: Array("{\(keys.joined(separator: ","))}".utf8))
    }
    #expect(error?.problem == .duplicateKey("k0"))
  }

  @Test func mutationsNeverTrap() throws {
    let seeds = [
      #"{"input": [784], "layers": [{"dense": {"units": 256, "activation": "relu"}}]}"#,
      #"[1.5, -2e-3, 12345678901234567890, true, null, "a\u00e9\uD834\uDD1E\n", {"k": []}]"#,
    ].map { Array($0.utf8) }
    var random = SplitMix(state: 1)
    var accepted = 0
    for round in 0..<20_000 {
      var bytes = seeds[round % seeds.count]
      for _ in 0...Int.random(in: 0..<4, using: &random) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(bytes.randomElement(using: &random) ?? 0, at: index)
        case 3: bytes[index] = Array(#"{}[]",:\u0e-.9 "#.utf8).randomElement(using: &random) ?? 0
        default: bytes.removeLast(bytes.count - index)
        }
      }
      do throws(JSONError) {
        let value = try JSONReader.value(from: bytes)
        accepted += 1
        // What is accepted is written so that it is accepted again, as the same value.
        #expect(try JSONReader.value(from: JSONWriter.bytes(of: value)) == value)
      } catch {
        #expect(error.description.hasPrefix("json: line "))
        #expect(error.description.utf8.allSatisfy { $0 >= 0x20 })
      }
      _ = try? JSONReader.decode(Network.self, from: bytes)
    }
    #expect(accepted > 100)
  }
}

/// A generator with a seed (S. Vigna's SplitMix64), so that a failure comes again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A description of a network, much as users write it.
struct Network: Codable, Equatable {
  struct Dense: Codable, Equatable {
    var units: Int
    var activation: String?
    var rate: Float?
  }

  struct Layer: Codable, Equatable {
    var dense: Dense
  }

  var input: [Int]
  var layers: [Layer]
}
