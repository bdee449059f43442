import Foundation
import Strata
import Testing

/// What keeps the service up: limits of size, time and number, and a stop that answers.
@Suite(.serialized) struct LimitsTests {
  let models: Models

  init() throws { models = try Models() }

  private func service(_ options: String...) throws -> Service {
    try Service(["--model", models.write(Models.table(), "table.strata")] + options)
  }

  private static let path = "/v2/models/table/infer"

  private func answers(_ service: Service) throws -> Bool {
    try service.client().post(Self.path, Bodies.table).status == 200
  }

  @Test func refusesLargeBodies() throws {
    let service = try service("--max-body", "1000")
    let client = try service.client()
    let large = try client.post(Self.path, [UInt8](repeating: 0x20, count: 1500))
    #expect(large.status == 413)
    #expect(large.text == #"{"error":"body: expected at most 1000 bytes, got 1500"}"#)
    #expect(try client.post(Self.path, Bodies.table).status == 200)
    // Far more is not even read.
    let head = "POST \(Self.path) HTTP/1.1\r\nHost: t\r\nContent-Length: 9000000000\r\n\r\n"
    let huge = try service.client()
    huge.send(Array(head.utf8))
    #expect(huge.reply()?.status == 413)
    // Nor does it help not to say how much there will be.
    let chunked = try service.client()
    chunked.send(
      Array("POST \(Self.path) HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n".utf8))
    for _ in 0..<3 { chunked.send(Array("190\r\n\(String(repeating: " ", count: 400))\r\n".utf8)) }
    chunked.send(Array("0\r\n\r\n".utf8))
    #expect(chunked.reply()?.status == 413)
    #expect(try answers(service))
  }

  @Test func refusesManyRows() throws {
    let service = try service("--max-rows", "1")
    let reply = try service.client().post(Self.path, Bodies.table)
    #expect(reply.text == #"{"error":"inputs: expected at most 1 rows, got 2"}"#)
  }

  @Test func refusesMoreRequestsThanItTakes() throws {
    let service = try service("--max-requests", "1")
    let first = try service.client()
    let request = Client.request("POST", Self.path, Array(Bodies.table.utf8))
    first.send(Array(request.dropLast(5)))
    var metrics = ""
    for _ in 0..<100 where !metrics.contains("\nstrata_requests 1\n") {
      usleep(20_000)
      metrics = try service.client().get("/metrics").text
    }
    let second = try service.client().post(Self.path, Bodies.table)
    #expect(second.status == 503 && second.headers["retry-after"] == "1")
    #expect(second.text == #"{"error":"requests: expected at most 1 at once, got another"}"#)
    // Health and metrics are answered all the same.
    #expect(try service.client().get("/v2/health/live").status == 200)
    #expect(try service.client().get("/metrics").text.contains("\nstrata_requests 1\n"))
    first.send(Array(request.suffix(5)))
    #expect(first.reply()?.status == 200)
    // The reply can be here a moment before the service knows that it is out.
    var isAnswered = try answers(service)
    for _ in 0..<100 where !isAnswered {
      usleep(20_000)
      isAnswered = try answers(service)
    }
    #expect(isAnswered)
  }

  @Test func doesNotWaitForSlowClients() throws {
    let service = try service("--timeout", "1")
    let request = Client.request("POST", Self.path, Array(Bodies.table.utf8))
    let head = try #require(request.firstIndex(of: 0x7B))
    // A byte at a time: in the first line, in the head, in the body.
    let starts = [0, 40, head]
    let tally = Tally()
    atOnce(12) { index in
      let start = starts[index % 3]
      guard let client = try? service.client() else { return }
      client.send(Array(request[..<start]))
      let clock = ContinuousClock.now
      for byte in request[start...] {
        guard clock.duration(to: .now) < .seconds(6), client.send([byte]) else { break }
        usleep(100_000)
      }
      let isInTime = clock.duration(to: .now) < .seconds(4)
      let status = client.reply()?.status
      tally.count(isInTime && (status == nil || status == 408) ? "cut" : "kept")
      if index == 0 {
        let quick = try? service.client().post(Self.path, Bodies.table)
        tally.count(quick?.status == 200 ? "answered" : "unanswered")
      }
    }
    #expect(tally["cut"] == 12 && tally["kept"] == 0 && tally["answered"] == 1)
    #expect(try answers(service))
    // Those in whose connection there was no whole line count as idle.
    #expect(try service.client().get("/metrics").text.contains("\nstrata_expired_total 8\n"))
  }

  @Test func saysThatARequestDidNotCome() throws {
    let service = try service("--timeout", "1")
    let client = try service.client()
    client.send(Array("POST \(Self.path) HTTP/1.1\r\nHost: t\r\nContent-Length: 50\r\n\r\n{".utf8))
    let reply = try #require(client.reply())
    #expect(reply.status == 408)
    #expect(reply.text == #"{"error":"the request did not come in time"}"#)
  }

  @Test func survivesClientsThatGo() throws {
    let service = try service()
    let request = Client.request("POST", Self.path, Array(Bodies.table.utf8))
    for index in 0..<200 {
      let client = try service.client()
      // In the middle of the request, or without waiting for the reply.
      client.send(index % 2 == 0 ? Array(request.prefix(index * request.count / 200)) : request)
      if index % 3 != 0 { client.breakOff() }
    }
    #expect(try answers(service))
    var metrics = ""
    for _ in 0..<100 where !metrics.contains("\nstrata_requests 0\n") {
      usleep(20_000)
      metrics = try service.client().get("/metrics").text
    }
    #expect(metrics.contains("\nstrata_requests 0\n"))
  }

  // MARK: - The end

  @Test func answersWhatRunsAndStops() throws {
    let path = try models.write(
      Model(input: [64], seed: 1) {
        Dense(2048, activation: .relu)
        Dense(2048, activation: .relu)
        Dense(4)
      }, "wide.strata")
    let service = try Service(["--model", path])
    let values = (0..<4096 * 64).map { Float($0 % 7) }
    let (body, header) = Bodies.binary(values, shape: [4096, 64])
    let clients = try (0..<4).map { _ in try service.client() }
    let idle = try service.client()
    #expect(try idle.get("/v2/health/ready").status == 200)
    let request = Client.request("POST", "/v2/models/wide/infer", body, headers: [header])
    for client in clients { client.send(Array(request.dropLast(4))) }
    // All of them are in the house, and then they are there whole.
    var metrics = ""
    for _ in 0..<100 where !metrics.contains("\nstrata_requests 4\n") {
      metrics = try service.client().get("/metrics").text
    }
    #expect(metrics.contains("\nstrata_requests 4\n"))
    for client in clients { client.send(Array(request.suffix(4))) }
    service.signal(SIGTERM)
    let sizes = clients.map { $0.reply() }.map { $0?.status == 200 ? $0?.body.count : nil }
    #expect(sizes.allSatisfy { ($0 ?? 0) > 4096 * 16 }, "\(sizes)")
    let end = service.end()
    #expect(end.code == 0 && end.log.hasSuffix("stopped\n"), "\(end)")
    #expect(throws: (any Error).self) { try service.client() }
  }

  @Test(arguments: [SIGTERM, SIGINT]) func stopsAtOnceWhenIdle(signal: Int32) throws {
    let service = try service()
    let client = try service.client()
    #expect(try client.get("/v2/health/live").status == 200)
    let start = ContinuousClock.now
    service.signal(signal)
    #expect(service.end().code == 0)
    #expect(start.duration(to: .now) < .seconds(3))
  }

  @Test func stopsInTimeWhateverClientsDo() throws {
    let service = try service("--timeout", "1")
    let client = try service.client()
    client.send(Array("POST \(Self.path) HTTP/1.1\r\nHost: t\r\nContent-Length: 50\r\n\r\n{".utf8))
    usleep(100_000)
    service.signal(SIGTERM)
    let start = ContinuousClock.now
    #expect(service.end().code == 0)
    #expect(start.duration(to: .now) < .seconds(4))
  }
}
