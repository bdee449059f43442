import StrataJSON
import Testing

/// Every message, word for word.
struct JSONErrorTests {
  @Test(arguments: [
    ("", "json: line 1, column 1: expected a value, got the end of the text"),
    ("[1,\n 2,\n  x]", "json: line 3, column 3: expected a value, got 'x'"),
    ("{\"é\": NaN}", "json: line 1, column 7: expected a value, got 'NaN'"),
    ("[1 2]", "json: line 1, column 4: expected ',' or ']', got '2'"),
    ("{\"a\":1;}", "json: line 1, column 7: expected ',' or '}', got ';'"),
    ("{a: 1}", "json: line 1, column 2: expected a key in double quotes, got 'a'"),
    ("{\"a\" 1}", "json: line 1, column 6: expected ':', got '1'"),
    ("[1] x", "json: line 1, column 5: expected the end of the text, got 'x'"),
    ("\u{FEFF}{}", "json: line 1, column 1: expected a value, got a byte order mark"),
    ("01", "json: line 1, column 2: expected a number without leading zeros, got '1'"),
    ("-x", "json: line 1, column 2: expected a digit, got 'x'"),
    ("1.", "json: line 1, column 3: expected a digit, got the end of the text"),
    ("1e400", "json: line 1, column 1: expected a number in the range of Double, got 1e400"),
    ("\"abc", "json: line 1, column 5: expected '\"' to end the string, got the end of the text"),
    (
      "\"a\nb\"",
      "json: line 1, column 3: expected an escaped control character, got '\\n'"
    ),
    ("\"\\x\"", "json: line 1, column 3: expected one of \"\\/bfnrtu after '\\', got 'x'"),
    ("\"\\u12\"", "json: line 1, column 6: expected four hexadecimal digits, got '\"'"),
    ("\"\\uD800\"", "json: line 1, column 2: expected a pair of surrogates, got a lone one"),
    (
      #"{"x": [{"a": 1, "a": 2}]}"#,
      "json: line 1, column 17, x[0]: duplicate key 'a'"
    ),
    (
      "\u{1B}[31m",
      "json: line 1, column 1: expected a value, got '\\u{1B}'"
    ),
  ])
  func grammar(_ text: String, _ message: String) {
    let error = #expect(throws: JSONError.self) { try JSONReader.value(from: Array(text.utf8)) }
    #expect(error?.description == message)
  }

  @Test func badUTF8() {
    let error = #expect(throws: JSONError.self) {
      try JSONReader.value(from: Array("[\"a".utf8) + [0xFF, 0x22])
    }
    #expect(error?.description == "json: line 1, column 4: expected UTF-8, got the byte 0xFF")
  }

  @Test func limits() {
    let options = JSONReader.Options(maximumDepth: 1, maximumBytes: 4)
    let deep = #expect(throws: JSONError.self) {
      try JSONReader.value(from: Array("[[]]".utf8), options: options)
    }
    #expect(deep?.description == "json: line 1, column 2: more than 1 levels of nesting")
    let long = #expect(throws: JSONError.self) {
      try JSONReader.value(from: Array("[1, 2]".utf8), options: options)
    }
    #expect(long?.description == "json: more than 4 bytes")
  }

  @Test(arguments: [
    (
      "{\n  \"input\": [784],\n  \"layers\": [{\"dense\": {\"units\": \"abc\"}}]}",
      "json: line 3, column 34, layers[0].dense.units: expected an integer, got 'abc'"
    ),
    (
      #"{"input": [784], "layers": [{"dense": {"units": 2.5}}]}"#,
      "json: line 1, column 49, layers[0].dense.units: expected an integer, got 2.5"
    ),
    (
      #"{"input": [1, null], "layers": []}"#,
      "json: line 1, column 15, input[1]: expected an integer, got null"
    ),
    (
      #"{"input": [99999999999999999999], "layers": []}"#,
      "json: line 1, column 12, input[0]: expected an integer from -9223372036854775808 to "
        + "9223372036854775807, got 99999999999999999999"
    ),
    (
      #"{"input": [1], "layers": [{"dense": {"units": 1, "activation": 7}}]}"#,
      "json: line 1, column 64, layers[0].dense.activation: expected a string, got 7"
    ),
    (
      #"{"input": [1], "layers": [{"dense": {"units": 1, "rate": 1e39}}]}"#,
      "json: line 1, column 58, layers[0].dense.rate: expected a number in the range of Float, "
        + "got 1e39"
    ),
    (
      #"{"input": [1], "layers": [{"dense": {"units": 1, "rate": true}}]}"#,
      "json: line 1, column 58, layers[0].dense.rate: expected a number, got true"
    ),
    (
      #"{"input": {}, "layers": []}"#,
      "json: line 1, column 11, input: expected an array, got an object"
    ),
    (
      #"{"input": [1], "layers": [[]]}"#,
      "json: line 1, column 27, layers[0]: expected an object, got an array"
    ),
    ("[]", "json: line 1, column 1: expected an object, got an array"),
    (#"{"input": [1]}"#, "json: line 1, column 1: missing key 'layers'"),
    (
      #"{"input": [1], "layers": [{"dense": {"unit": 5}}]}"#,
      "json: line 1, column 37, layers[0].dense: missing key 'units'; is 'unit' meant to be it?"
    ),
    (
      #"{"input": [1], "layers": [{"dense": {"units": 5, "activaton": "relu"}}]}"#,
      "json: line 1, column 50, layers[0].dense: unknown key 'activaton'; "
        + "did you mean 'activation'?"
    ),
    (
      #"{"input": [1], "layers": [], "zebra": 1}"#,
      "json: line 1, column 30: unknown key 'zebra'"
    ),
  ])
  func decoding(_ text: String, _ message: String) {
    let error = #expect(throws: JSONError.self) {
      try JSONReader.decode(Network.self, from: Array(text.utf8))
    }
    #expect(error?.description == message)
  }

  @Test func encoding() {
    let error = #expect(throws: JSONError.self) {
      try JSONWriter.encode(["rates": [[1.0], [2.0, .nan]]])
    }
    #expect(error?.description == "json: rates[1]: expected a finite number, got NaN")
    let infinite = #expect(throws: JSONError.self) { try JSONWriter.encode(-Float.infinity) }
    #expect(infinite?.description == "json: expected a finite number, got -inf")
  }

  @Test func unprintableAndLongTextsAreMadeFitForALine() {
    let text = "{\"a b\": [\"" + String(repeating: "x", count: 50) + "\"]}"
    let error = #expect(throws: JSONError.self) {
      try JSONReader.decode([String: [Int]].self, from: Array(text.utf8))
    }
    #expect(
      error?.description
        == "json: line 1, column 10, ['a b'][0]: expected an integer, got "
        + "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'")
  }
}
