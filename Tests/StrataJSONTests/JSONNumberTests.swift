import StrataJSON
import Testing

/// Numbers come and go exactly.
struct JSONNumberTests {
  private func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONReader.decode(type, from: Array(text.utf8))
  }

  /// Who reads a `Float` as any number writes the same text: an unknown plugin keeps its bytes.
  @Test func floatsAreWrittenAsDoublesAre() throws {
    var random = SplitMix(state: 4)
    for exponent in -149...127 {
      for _ in 0..<20 {
        let value =
          Float.random(in: 1..<2, using: &random)
          * Float(sign: .plus, exponent: exponent, significand: 1)
        let text = try #require(JSONNumber(value)).text
        #expect(Float(text) == value)
        let double = try #require(Double(text))
        #expect(JSONNumber(double)?.text == text)
      }
    }
  }

  @Test func integersAtTheirBounds() throws {
    #expect(try decode(Int64.self, "-9223372036854775808") == .min)
    #expect(try decode(Int64.self, "9223372036854775807") == .max)
    #expect(try decode(UInt64.self, "18446744073709551615") == .max)
    #expect(try decode(Int64.self, "9007199254740993") == 9_007_199_254_740_993)
    #expect(try decode(Int8.self, "-128") == -128)
    #expect(try decode(Int.self, "-0") == 0)
    for text in ["9223372036854775808", "-9223372036854775809", "1.0", "1e3", "\"1\"", "true"] {
      #expect(throws: JSONError.self) { try decode(Int64.self, text) }
    }
    #expect(throws: JSONError.self) { try decode(UInt8.self, "256") }
    #expect(throws: JSONError.self) { try decode(UInt.self, "-1") }
    #expect(try decode(UInt128.self, "340282366920938463463374607431768211455") == .max)
  }

  /// Each literal is rounded by the compiler; the reader must agree to the bit.
  @Test(arguments: [
    ("9007199254740991", 9007199254740991), ("9007199254740992", 9007199254740992),
    ("9007199254740993", 9007199254740992), ("9007199254740995", 9007199254740996),
    ("-0", -0.0), ("0.1", 0.1), ("1e22", 1e22), ("1e23", 1e23),
    ("123456789012345678901", 1.2345678901234568e20),
    ("4.9406564584124654e-324", Double.leastNonzeroMagnitude), ("2e-324", 0),
    ("3e-324", Double.leastNonzeroMagnitude),
    ("2.2250738585072014e-308", Double.leastNormalMagnitude),
    ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
    ("1.7976931348623157e308", Double.greatestFiniteMagnitude), ("1e-400", 0),
    ("0.000000000000000000000000000001", 1e-30), ("100000000000000000000000", 1e23),
    ("1.00000000000000011102230246251565404236316680908203125", 1),
    ("1.00000000000000011102230246251565404236316680908203126", 1.0.nextUp),
    ("0e999", 0), ("179769313486231570e291", Double.greatestFiniteMagnitude),
  ])
  func doublesAreRoundedOnce(_ text: String, _ expected: Double) throws {
    #expect(try decode(Double.self, text).bitPattern == expected.bitPattern)
    #expect(try decode(JSONValue.self, text).number?.double?.bitPattern == expected.bitPattern)
    #expect(try decode([Double].self, "[\(text)]").first?.bitPattern == expected.bitPattern)
  }

  @Test(
    arguments: [
      ("16777217", 16777216), ("16777219", 16777220), ("0.1", 0.1),
      ("1e-45", Float.leastNonzeroMagnitude),
      ("7e-46", 0), ("3.4028235e38", Float.greatestFiniteMagnitude), ("-0", -0.0),
      // Halfway between two floats but for its last digit, which a Double cannot hold.
      ("1.00000005960464477539062500000000001", Float(1).nextUp), ("1.000000059604644775390625", 1),
      ("1.000000178813934326171875", Float(1).nextUp.nextUp),
      ("1.1754942e-38", Float.leastNormalMagnitude.nextDown),
    ] as [(String, Float)])
  func floatsAreRoundedOnce(_ text: String, _ expected: Float) throws {
    #expect(try decode(Float.self, text).bitPattern == expected.bitPattern)
    #expect(try decode([Float].self, "[\(text)]").first?.bitPattern == expected.bitPattern)
  }

  @Test func overflowIsRefused() {
    for text in ["1e400", "-1e400", "1.8e308", String(repeating: "9", count: 400)] {
      #expect(throws: JSONError.self) { try decode(Double.self, text) }
      #expect(throws: JSONError.self) { try decode(JSONValue.self, text) }
    }
    #expect(throws: JSONError.self) { try decode(Float.self, "3.5e38") }
  }

  @Test func everyNumberComesBack() throws {
    var random = SplitMix(state: 2)
    var doubles: [Double] = []
    var floats: [Float] = []
    var integers: [Int64] = []
    for _ in 0..<20_000 {
      let double = Double(bitPattern: random.next())
      if double.isFinite { doubles.append(double) }
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      if float.isFinite { floats.append(float) }
      integers.append(Int64(bitPattern: random.next()) >> Int64(random.next() % 64))
    }
    let double = try JSONReader.decode([Double].self, from: JSONWriter.encode(doubles))
    #expect(double.map(\.bitPattern) == doubles.map(\.bitPattern))
    let float = try JSONReader.decode([Float].self, from: JSONWriter.encode(floats))
    #expect(float.map(\.bitPattern) == floats.map(\.bitPattern))
    #expect(try JSONReader.decode([Int64].self, from: JSONWriter.encode(integers)) == integers)
  }

  /// The way by a Double must agree with the standard library's own reading of the digits.
  @Test func roundingAgreesWithTheStandardLibrary() throws {
    var random = SplitMix(state: 3)
    for _ in 0..<20_000 {
      let digits = random.next() >> (random.next() % 64)
      let text = "\(digits)e\(Int.random(in: -30...15, using: &random))"
      #expect(try decode(Double.self, text) == Double(text))
      if let expected = Float(text), expected.isFinite {
        #expect(try decode(Float.self, text) == expected)
      }
    }
  }

  @Test(
    arguments: [
      (5, "5"), (-0.0, "-0"), (0.1, "0.1"), (1e16, "1e16"), (1e-5, "1e-5"), (1.5e300, "1.5e300"),
      (123456, "123456"), (0, "0"), (1e-10, "1e-10"),
    ] as [(Double, String)])
  func doublesAreWrittenShort(_ value: Double, _ text: String) throws {
    #expect(JSONNumber(value)?.text == text)
    #expect(try decode(Double.self, text).bitPattern == value.bitPattern)
  }

  @Test func floatsAreWrittenShort() {
    #expect(JSONNumber(Float(0.1))?.text == "0.1")
    #expect(JSONNumber(Float(16777216))?.text == "16777216")
    #expect(JSONNumber(Float(1e-20))?.text == "1e-20")
    #expect(JSONNumber(Float(-1.25e10))?.text == "-12500000000")
    #expect(JSONNumber(Float(1e17))?.text == "1e17")
    #expect(JSONNumber(Float.nan) == nil)
    #expect(JSONNumber(Double.infinity) == nil)
    #expect(JSONNumber(Int.max).text == "9223372036854775807")
  }

  @Test func numbersOutOfRangeAreNil() throws {
    let number = try #require(try JSONReader.value(from: Array("1e39".utf8)).number)
    #expect(number.float == nil)
    #expect(number.double == 1e39)
    #expect(number.integer(Int.self) == nil)
  }
}
