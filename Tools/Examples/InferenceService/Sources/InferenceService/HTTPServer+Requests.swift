// A request from its head to its reply.
extension HTTPServer {
  /// What is to be done next.
  enum Step {
    case goOn, giveUp
    case reply(HTTPReply)
    /// Goes on when the reply is there.
    case wait(HTTPConnection, @Sendable () async -> HTTPReply)
  }

  /// The head is there.
  func begin(_ client: HTTPConnection, _ head: HTTPHead) -> Step {
    guard client.enter(.body) else { return .giveUp }
    client.start = .now
    client.head = head
    do throws(ServiceError) {
      let route = try router.route(head)
      client.route = route
      if let length = head.contentLength, length > options.maximumBody {
        throw tooLarge("\(length)")
      }
      if case .infer = route { try admit(client) }
    } catch {
      client.refusal = .error(error)
    }
    guard let refusal = client.refusal, head.contentLength ?? 0 > mostBytes else { return .goOn }
    // More than is worth reading to let the client read why.
    return answer(client, refusal)
  }

  /// A part of the body has come.
  func receive(_ client: HTTPConnection, _ part: UnsafeRawBufferPointer) -> Step {
    client.received += part.count
    guard client.received <= mostBytes else { return .giveUp }
    if client.refusal == nil, client.received > options.maximumBody {
      client.refusal = .error(tooLarge("more"))
      client.body = []
    }
    if client.refusal == nil {
      if client.body.isEmpty {
        client.body.reserveCapacity(min(client.head?.contentLength ?? 0, 1 << 16))
      }
      unsafe client.body.append(contentsOf: part)
    }
    return .goOn
  }

  /// The whole request is there, or what was computed of it.
  func finish(_ client: HTTPConnection) -> Step {
    if let computed = client.computed { return answer(client, computed) }
    guard client.enter(.computing), let head = client.head else { return .giveUp }
    if let refusal = client.refusal { return answer(client, refusal) }
    guard let route = client.route else { return .giveUp }
    let body = client.body
    client.body = []
    let deadline = client.start + .seconds(options.timeout)
    switch router.reply(to: route, head, body: body, deadline: deadline, self) {
    case .now(let reply): return answer(client, reply)
    case .later(let reply): return .wait(client, reply)
    }
  }

  /// The reply is out, or the connection is.
  func end(_ client: HTTPConnection) {
    if client.holdsPlace { requests.subtract(1, ordering: .relaxed) }
    client.holdsPlace = false
    client.reset()
  }

  // MARK: - Limits

  /// Bytes that are read of a body that is not kept, so that its client gets to read why.
  private var mostBytes: Int { 2 * options.maximumBody }

  private func tooLarge(_ got: String) -> ServiceError {
    ServiceError(413, "body: expected at most \(options.maximumBody) bytes, got \(got)")
  }

  /// Lets an inference in.
  private func admit(_ client: HTTPConnection) throws(ServiceError) {
    guard !isStopping else { throw ServiceError(503, "the service is stopping") }
    let count = requests.add(1, ordering: .relaxed).newValue
    client.holdsPlace = true
    guard count <= options.maximumRequests else {
      requests.subtract(1, ordering: .relaxed)
      client.holdsPlace = false
      throw ServiceError(
        503, "requests: expected at most \(options.maximumRequests) at once, got another")
    }
  }

  private func answer(_ client: HTTPConnection, _ reply: HTTPReply) -> Step {
    var reply = reply
    guard client.enter(.writing) else { return .giveUp }
    if isStopping { reply.headers.append(("Connection", "close")) }
    router.metrics.count(reply: reply.status)
    if let rows = reply.rows {
      router.metrics.count(inference: client.start.duration(to: .now), rows: rows)
    }
    return .reply(reply)
  }
}
