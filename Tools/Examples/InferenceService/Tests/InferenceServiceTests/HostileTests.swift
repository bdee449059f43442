import Foundation
import Strata
import Testing

/// A thousand wrong requests, each another, and what they must not do.
@Suite(.serialized) struct HostileTests {
  @Test func refusesAThousandMutants() throws {
    let models = try Models()
    let service = try Service([
      "--model", models.write(Models.table(), "table.strata"), "--timeout", "2",
    ])
    let good = try service.client().post("/v2/models/table/infer", Bodies.table).text
    #expect(good.hasPrefix("{\"model_name\""))
    var mutants = Mutants(seed: 7)
    var seen: Set<[UInt8]> = []
    var statuses: [Int: Int] = [:]
    while seen.count < 1000 {
      let (bytes, fate) = mutants.next()
      guard seen.insert(bytes).inserted else { continue }
      let client = try service.client()
      client.send(bytes)
      if case .cut = fate { client.finishSending() }
      let reply = client.reply()
      statuses[reply?.status ?? 0, default: 0] += 1
      let shown = String(decoding: bytes.prefix(600), as: UTF8.self)
      switch fate {
      case .refused:
        let isRefused = reply.map { (400..<500).contains($0.status) } ?? false
        #expect(isRefused, "\(reply?.status ?? 0) for \(shown)")
        #expect(reply?.text.hasPrefix(#"{"error":""#) == true, "\(reply?.text ?? "") for \(shown)")
      case .cut:
        #expect(reply.map { (400..<500).contains($0.status) } ?? true, "\(shown)")
      }
      if seen.count % 20 == 0 {
        #expect(try service.client().post("/v2/models/table/infer", Bodies.table).text == good)
      }
    }
    #expect((statuses[400] ?? 0) > 600 && (statuses[404] ?? 0) > 10 && (statuses[405] ?? 0) > 3)
    #expect(try service.residentBytes() < 100 << 20)
    service.signal(SIGTERM)
    #expect(service.end().code == 0)
  }

  @Test func boundsItsMemory() throws {
    let models = try Models()
    let service = try Service(["--model", models.write(Models.table(), "table.strata")])
    let start = try service.residentBytes()
    // A million columns' worth of JSON, a million elements, a million levels: each as large as may be.
    let column = #"{"name":"c","shape":[1],"datatype":"FP32","data":[1]},"#
    let most = (4 << 20) - 200
    let bodies = [
      "{\"inputs\":[" + String(repeating: column, count: most / column.utf8.count) + "0]}",
      #"{"inputs":[{"name":"age","shape":[1],"datatype":"FP32","data":["#
        + String(repeating: "1,", count: most / 2) + "1]}]}",
      #"{"inputs":[{"name":"age","shape":[1],"datatype":"BYTES","data":["#
        + String(repeating: "\"\",", count: most / 3) + "\"\"]}]}",
      String(repeating: "[", count: most),
      "{" + (0..<most / 12).map { "\"\(100_000 + $0)\":1," }.joined() + "\"x\":1}",
      String(repeating: " ", count: most),
    ].map { Array($0.utf8) }
    atOnce(6) { caller in
      for round in 0..<2 {
        let reply = try? service.client().post(
          "/v2/models/table/infer", bodies[(caller + round) % bodies.count])
        #expect(reply?.status == 400, "\(reply?.text ?? "no reply")")
      }
    }
    #expect(try service.residentBytes() - start < 1 << 30)
    #expect(try service.client().post("/v2/models/table/infer", Bodies.table).status == 200)
  }
}
