/// Requests that are wrong, each in another way, the same ones in every run.
struct Mutants {
  /// What a request must come to.
  enum Fate {
    /// A 4xx with `{"error": "…"}`.
    case refused
    /// No HTTP: a 4xx with any text, or the end of the connection.
    case cut
  }

  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func below(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(count))
  }

  private mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }

  private mutating func word() -> String {
    String((0..<1 + below(9)).map { _ in Character(Unicode.Scalar(UInt8(97 + below(26)))) })
  }

  private static let path = "/v2/models/table/infer"

  private func table(
    age: String = "41", city: String = "\"Oslo\"", shape: String = "[1]", type: String = "FP32",
    more: String = ""
  ) -> String {
    #"{"inputs":[{"name":"age","shape":\#(shape),"datatype":"\#(type)","data":[\#(age)]},"#
      + #"{"name":"city","shape":[1],"datatype":"BYTES","data":[\#(city)]}]\#(more)}"#
  }

  /// The next one.
  mutating func next() -> (bytes: [UInt8], fate: Fate) {
    let kind = below(22)
    if kind == 0 { return (noHTTP(), .cut) }
    if kind == 1 { return (wrongPlace(), .refused) }
    if kind <= 4 { return (binary(), .refused) }
    var body = Array(json(kind).utf8)
    if kind == 20 {
      // No UTF-8.
      let index = below(body.count)
      body.insert(UInt8(0x80 + below(128)), at: index)
    } else if kind == 21 {
      body = Array(body.prefix(below(body.count)))
    }
    return (Client.request("POST", Self.path, body), .refused)
  }

  private mutating func json(_ kind: Int) -> String {
    switch kind {
    case 5:
      return table(
        age: pick([
          "NaN", "Infinity", "-Infinity", "nan", "1e400", "-1e\(309 + below(9999))",
          "1e\(39 + below(200))", ".\(below(99))", "0\(below(99))", "+\(below(99))",
          "0x\(below(99))",
          "\(below(99)).", "1e", "--1", "1_0", "'\(below(99))'", "true", "{}", word(),
        ]))
    case 6:
      return table(
        shape: pick([
          "[]", "[2]", "[\(2 + below(1 << 30))]", "[-\(1 + below(99))]", "[1.5]",
          "[1e3]", "\(below(99))", "[1,\(2 + below(999))]", "[null]", "[\"1\"]", "{}",
          "[18446744073709551616]", "[4294967296,4294967296,\(1 + below(99))]",
          "[\((0..<9 + below(99)).map { _ in "1" }.joined(separator: ","))]",
        ]))
    case 7:
      // Elements that the shape does not have.
      let count = 2 + below(2000)
      return table(age: (0..<count).map { "\($0)" }.joined(separator: ","))
    case 8: return table(city: "\"\(word())\"")
    case 9: return table(age: "", shape: "[0]", more: ",\"id\":\"\(word())\"")
    case 10:
      let key = pick(["name", "shape", "datatype", "data"])
      return table().replacing(
        "{\"name\":\"age\"", with: "{\"\(key)\":\"\(word())\",\"\(key)\":1,\"name\":\"age\"")
    case 11:
      let depth = 10 + below(3000)
      return table(
        age: String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth))
    case 12: return table(type: pick(["BOOL", "FP16", "BF16", "fp32", "", "BYTES", word()]))
    case 13:
      // A column that there is not, or one twice, or one missing.
      return pick([
        table().replacing("\"age\"", with: "\"\(word())x\""),
        table().replacing("\"age\"", with: "\"city\"").replacing("\"id\"", with: word()),
        #"{"inputs":[{"name":"city","shape":[1],"datatype":"BYTES","data":["Oslo"]}],"id":"\#(word())"}"#,
        #"{"inputs":[],"id":"\#(word())"}"#,
        table(more: ",\"outputs\":[{\"name\":\"\(word())\"}]"),
        table(
          more: ",\"outputs\":[{\"name\":\"label\"},{\"name\":\"label\"}],\"id\":\"\(word())\""),
      ])
    case 14:
      let rows = 2 + below(500)
      return table(
        age: (0..<rows).map { "\($0)" }.joined(separator: ","), shape: "[\(rows)]")
    case 15:
      // More rows than may be.
      let rows = 4097 + below(500)
      return #"{"inputs":[{"name":"age","shape":[\#(rows)],"datatype":"INT32","data":["#
        + (0..<rows).map { "\($0)" }.joined(separator: ",") + "]}]}"
    case 16:
      return pick([
        "", "[]", "null", "\(below(9999))", "\"\(word())\"", "{}", "{\"\(word())\":1}",
        "\u{FEFF}{}", "{\"inputs\":{}}", "{\"inputs\":[\(below(999))]}", "{\"inputs\":null}",
        "{\"inputs\":\"\(word())\"}",
      ])
    case 17:
      return table(
        more: pick([
          ",\"id\":\(below(999))", ",\"outputs\":\(below(999))", ",\"outputs\":[\(below(99))]",
          ",\"parameters\":[\(below(99))]", ",\"parameters\":{\"binary_data_output\":\(below(99))}",
          ",",
          ",\(word())", "}", ",\"inputs\":[]",
        ]))
    case 18:
      let columns = 50 + below(500)
      return "{\"inputs\":["
        + (0..<columns).map {
          #"{"name":"c\#($0)","shape":[1],"datatype":"FP32","data":[1]}"#
        }.joined(separator: ",") + "]}"
    case 19: return table(city: "\"\\u\(pick(["d800", "12", "zzzz", "DC00\\uD800"]))\(word())\"")
    default: return table(age: "\(below(9999))", city: "\"Oslo\"")
    }
  }

  /// Tensors in binary, of another size than they say, or with a length that is none.
  private mutating func binary() -> [UInt8] {
    let size = pick([-1 - below(999), 3, 5 + below(999), 1 << 40, 0])
    let json = Array(
      (#"{"inputs":[{"name":"age","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":"#
        + #"\#(size)}},{"name":"city","shape":[1],"datatype":"BYTES","data":["Oslo"]}]}"#).utf8)
    let tail = (0..<below(50)).map { _ in UInt8(below(256)) }
    let length = pick([
      "\(json.count)", "-\(below(99))", "+\(json.count)", "\(json.count).0", "0x\(below(99))",
      word(),
      "\(json.count + tail.count + 1 + below(999))", "\(below(json.count))",
      "9999999999999999999\(below(99))",
    ])
    return Client.request(
      "POST", Self.path, json + tail, headers: ["Inference-Header-Content-Length: \(length)"])
  }

  private mutating func wrongPlace() -> [UInt8] {
    let body = Array(table(age: "\(below(999))").utf8)
    switch below(3) {
    case 0:
      return Client.request(
        pick(["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "post", word().uppercased()]),
        pick([Self.path, "/v2", "/metrics", "/v2/models/table"]), body)
    case 1:
      return Client.request(
        pick(["GET", "POST"]),
        "/"
          + pick([
            word(), "v2/\(word())", "v2/models/\(word())", "v2/models/table/\(word())",
            "v2/models/table/versions/\(2 + below(999))", "v2/models/table%00\(word())/infer",
            "v2/models/%\(word())", "v2/models/%FF%FE\(word())", "../\(word())",
            "v2//models/\(word())",
            "v2/models/table/versions/1/infer/\(word())",
            String(repeating: word() + "/", count: 1 + below(500)),
          ]), body)
    default:
      return Client.request(
        "POST", "/v2/models/\(pick(["table/versions/\(2 + below(9999))", word()]))/infer", body)
    }
  }

  /// Bytes that are no request.
  private mutating func noHTTP() -> [UInt8] {
    let head = "POST \(Self.path) HTTP/1.1\r\nHost: t\r\n"
    switch below(6) {
    case 0: return (0..<1 + below(400)).map { _ in UInt8(below(256)) } + Array("\r\n\r\n".utf8)
    case 1:
      return Array(
        "\(head)Content-Length: \(pick(["-\(1 + below(99))", word(), "9999999999999999999999", "1 2"]))\r\n\r\n{}"
          .utf8)
    case 2: return Array("\(head)X: \(String(repeating: word(), count: 20_000))\r\n\r\n".utf8)
    case 3:
      return Array(
        "\(head)Transfer-Encoding: chunked\r\n\r\n\(pick(["zz", "-1", word() + "z", "ffffffffffffffffff"]))\r\nxx\r\n"
          .utf8)
    case 4: return Array("\(head)Content-Length: \(500 + below(500))\r\n\r\n{\"\(word())".utf8)
    default: return Array("\(word()) \(word())\r\n\(word())\r\n\r\n".utf8)
    }
  }
}
