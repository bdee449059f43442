import Foundation
import Strata
import Testing

/// The built service, from outside.
@Suite(.serialized) struct ServiceTests {
  let models: Models

  init() throws { models = try Models() }

  private func table() throws -> Service {
    try Service(["--model", models.write(Models.table(), "table.strata"), "--name", "buys"])
  }

  @Test func tellsOfItself() throws {
    let service = try table()
    let client = try service.client()
    #expect(try client.get("/v2/health/live").text == #"{"live":true}"#)
    #expect(try client.get("/v2/health/ready").text == #"{"ready":true}"#)
    #expect(
      try client.get("/v2").text
        == #"{"name":"strata","version":"1","extensions":["binary_tensor_data","model_repository"]}"#
    )
    #expect(try client.get("/v2/models/buys/ready").text == #"{"name":"buys","ready":true}"#)
    let metadata = try client.get("/v2/models/buys/versions/1").text
    let start = #"""
      {"name":"buys","versions":["1"],"platform":"strata","inputs":[\#
      {"name":"age","datatype":"FP64","shape":[-1]},\#
      {"name":"city","datatype":"BYTES","shape":[-1]},\#
      {"name":"income","datatype":"FP64","shape":[-1]}],"outputs":[\#
      {"name":"label","datatype":"BYTES","shape":[-1]},\#
      {"name":"probabilities","datatype":"FP32","shape":[-1,2]}],"parameters":{"hash":"
      """#
    #expect(metadata.hasPrefix(start))
    #expect(try client.get("/v2/models/buys/versions/2").status == 404)
    #expect(try client.get("/v2/models/other").status == 404)
    let index = try client.post("/v2/repository/index", "{}")
    #expect(index.text == #"[{"name":"buys","version":"1","state":"READY","reason":""}]"#)
    let metrics = try client.get("/metrics")
    #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(metrics.text.contains("\nstrata_replies_total{code=\"404\"} 2\n"))
    #expect(metrics.text.contains("\nstrata_inference_seconds_bucket{le=\"+Inf\"} 0\n"))
  }

  @Test func givesThePredictorsOwnBits() throws {
    let service = try table()
    let client = try service.client()
    let predictor = try Predictor(Models.table())
    let answers = try predictor.answers([
      ["age": 41, "city": "Oslo", "income": 50.25], ["age": 23.5, "city": "Bergen"],
    ])
    let numbers = answers.flatMap(\.values).map { JSONNumber($0)?.text ?? "" }
    let labels = answers.map { "\"\($0.label ?? "")\"" }
    let reply = try client.post("/v2/models/buys/infer", Bodies.table)
    let expected = #"""
      {"model_name":"buys","model_version":"1","id":"7","outputs":[\#
      {"name":"label","datatype":"BYTES","shape":[2],"data":[\#(labels.joined(separator: ","))]},\#
      {"name":"probabilities","datatype":"FP32","shape":[2,2],"data":[\#(numbers.joined(separator: ","))]}]}
      """#
    #expect(reply.text == expected)
    let some = try client.post(
      "/v2/models/buys/infer",
      Bodies.table.dropLast() + #","outputs":[{"name":"probabilities","parameters":"#
        + #"{"binary_data":true}}]}"#)
    let length = try #require(some.headers["inference-header-content-length"].flatMap { Int($0) })
    #expect(Bodies.floats(some.body[length...]) == answers.flatMap(\.values))
    #expect(some.headers["content-type"] == "application/octet-stream")
  }

  @Test func takesArraysInJSONAndBinary() throws {
    let service = try Service(["--model", models.write(Models.array(), "a.strata")])
    let client = try service.client()
    let expected = try Predictor(Models.array()).predict(Bodies.arrayValues)
    let json = try client.post("/v2/models/a/infer", Bodies.array)
    let shown = expected.map { JSONNumber($0)?.text ?? "" }.joined(separator: ",")
    #expect(
      json.text == #"{"model_name":"a","model_version":"1","outputs":["#
        + #"{"name":"dense2","datatype":"FP32","shape":[2,3],"data":[\#(shown)]}]}"#)
    let (body, header) = Bodies.binary(Bodies.arrayValues, shape: [2, 2, 3])
    let binary = try client.post("/v2/models/a/infer", body, headers: [header])
    #expect(Bodies.floats(binary.body.suffix(24)).map(\.bitPattern) == expected.map(\.bitPattern))
    // What JSON cannot hold goes in binary, both ways.
    let (nan, nanHeader) = Bodies.binary([.nan, 0, 0, 0, 0, 0], shape: [1, 2, 3])
    let carried = try client.post("/v2/models/a/infer", nan, headers: [nanHeader])
    #expect(Bodies.floats(carried.body.suffix(12)).contains { $0.isNaN })
    let asked =
      Array(
        #"{"inputs":[{"name":"input","shape":[1,2,3],"datatype":"FP32","parameters":"#.utf8)
      + Array(#"{"binary_data_size":24}}]}"#.utf8)
    let refused = try client.post(
      "/v2/models/a/infer", asked + Bodies.bytes([.nan, 0, 0, 0, 0, 0]),
      headers: ["Inference-Header-Content-Length: \(asked.count)"])
    #expect(
      refused.status == 422 && refused.text.hasPrefix(#"{"error":"output 'dense2': element "#))
  }

  @Test func namesNumbers() throws {
    let service = try Service(["--model", models.write(Models.numbers(), "n.strata")])
    let answer = try Predictor(Models.numbers()).answer(["a": 1, "b": -2])
    let reply = try service.client().post(
      "/v2/models/n/infer",
      #"{"inputs":[{"name":"b","shape":[1,1],"datatype":"INT64","data":[-2]},"#
        + #"{"name":"a","shape":[1],"datatype":"FP32","data":[1]}],"outputs":[{"name":"size"}]}"#)
    let size = try #require(answer["size"].flatMap { JSONNumber($0)?.text })
    #expect(
      reply.text.hasSuffix(#"{"name":"size","datatype":"FP32","shape":[1],"data":[\#(size)]}]}"#))
  }

  @Test func curlUnderstandsIt() throws {
    let service = try table()
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "curl", "-s", "--max-time", "10", "-d", Bodies.table, "-w", " %{http_code}",
      "http://127.0.0.1:\(service.port)/v2/models/buys/infer",
    ]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text.hasPrefix(#"{"model_name":"buys""#) && text.hasSuffix("} 200"))
  }

  @Test func gathersRequestsIfToldTo() throws {
    let path = try models.write(Models.table(), "table.strata")
    let alone = try Service(["--model", path])
    let gathered = try Service(["--model", path, "--batch-size", "4", "--batch-delay", "1000"])
    let bodies = (20..<40).map { age in
      #"{"inputs":[{"name":"age","shape":[1],"datatype":"FP32","data":[\#(age)]},"#
        + #"{"name":"city","shape":[1],"datatype":"BYTES","data":["Oslo"]}]}"#
    }
    let client = try alone.client()
    let expected = try bodies.map { try client.post("/v2/models/table/infer", $0).text }
    let tally = Tally()
    atOnce(4) { caller in
      guard let client = try? gathered.client() else { return }
      for (body, answer) in zip(bodies, expected) {
        let reply = try? client.post("/v2/models/table/infer", body)
        if reply?.text == answer { tally.count("same") }
      }
    }
    #expect(tally["same"] == 4 * bodies.count)
    let metrics = try gathered.client().get("/metrics").text
    #expect(metrics.contains("\nstrata_batched_total 80\n"))
    let wrong = try gathered.client().post(
      "/v2/models/table/infer", bodies[0].replacing("Oslo", with: "Rome"))
    #expect(wrong.status == 400 && wrong.text.contains("unknown value 'Rome'"))
  }

  // MARK: - Another model

  @Test func swapsModelsUnderLoad() throws {
    let models = models
    let path = try models.write(Models.table(seed: 1), "table.strata")
    let service = try Service(["--model", path, "--reload", "0"])
    let body = Bodies.table
    func data(_ seed: UInt64) throws -> String {
      try Predictor(Models.table(seed: seed)).answers([
        ["age": 41, "city": "Oslo", "income": 50.25], ["age": 23.5, "city": "Bergen"],
      ]).flatMap(\.values).map { JSONNumber($0)?.text ?? "" }.joined(separator: ",")
    }
    // Odd versions are the first model, even ones the second.
    let expected = [try data(2), try data(1)]
    let tally = Tally()
    atOnce(3) { caller in
      if caller == 0 {
        defer { tally.count("done") }
        for round in 0..<30 {
          let model = try? Models.table(seed: round % 2 == 0 ? 2 : 1)
          guard let model, (try? models.write(model, "table.strata")) != nil,
            let reply = try? service.client().post("/v2/repository/models/table/load", ""),
            reply.status == 200
          else { return tally.count("not loaded") }
        }
        return
      }
      guard let client = try? service.client() else { return }
      while tally["done"] == 0 {
        let text = (try? client.post("/v2/models/table/infer", body).text) ?? ""
        let version = text.split(separator: "\"model_version\":\"").last?.prefix { $0 != "\"" }
        let number = version.flatMap { Int($0) } ?? 0
        tally.count(text.contains("[\(expected[number % 2])]") ? "right" : "wrong")
      }
    }
    #expect(tally["wrong"] == 0 && tally["not loaded"] == 0 && tally["right"] > 30)
    let metrics = try service.client().get("/metrics").text
    #expect(metrics.contains("\nstrata_model_swaps_total{model=\"table\"} 30\n"))
  }

  @Test func keepsServingWhenAFileIsBad() throws {
    let path = try models.write(Models.table(), "table.strata")
    let service = try Service(["--model", path, "--reload", "1"])
    let client = try service.client()
    let before = try client.post("/v2/models/table/infer", Bodies.table)
    try Data([UInt8]("nonsense".utf8)).write(to: URL(filePath: path))
    let refused = try client.post("/v2/repository/models/table/load", "")
    #expect(refused.status == 400 && refused.text.contains("this is not a .strata file"))
    #expect(try client.post("/v2/models/table/infer", Bodies.table).text == before.text)
    _ = try models.write(Models.numbers(), "table.strata")
    service.signal(SIGHUP)
    var metrics = ""
    for _ in 0..<50 where !metrics.contains("refusals_total{model=\"table\"} 2") {
      usleep(100_000)
      metrics = try client.get("/metrics").text
    }
    #expect(metrics.contains("\nstrata_model_refusals_total{model=\"table\"} 2\n"))
    #expect(try client.post("/v2/models/table/infer", Bodies.table).text == before.text)
    // The watch sees a good one by itself.
    _ = try models.write(Models.table(seed: 9), "table.strata")
    var after = before.text
    for _ in 0..<50 where !after.contains("\"model_version\":\"2\"") {
      usleep(100_000)
      after = try client.post("/v2/models/table/infer", Bodies.table).text
    }
    #expect(after.contains("\"model_version\":\"2\""))
    service.signal(SIGTERM)
    let end = service.end()
    #expect(end.code == 0 && end.log.contains("the interface is another"))
  }
}
