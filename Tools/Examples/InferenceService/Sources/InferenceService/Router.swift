import StrataJSON
import StrataServing

/// The paths of the protocol, and what answers each.
struct Router: Sendable {
  let service: ModelService
  let metrics: Metrics

  private static let version = "1"

  /// What a head asks for.
  /// - Throws: ``ServiceError``: 404 for a path that leads nowhere, 405 for a wrong method.
  func route(_ head: HTTPHead) throws(ServiceError) -> Route {
    guard let route = Route(path: head.path) else {
      throw ServiceError(404, "path: expected one of the protocol, got \(head.path.shown)")
    }
    let method = head.method == "HEAD" ? "GET" : head.method
    guard method == route.method else {
      throw ServiceError(405, "method: expected \(route.method), got \(head.method.shown)")
    }
    switch route {
    case .metadata(let model, _), .modelReady(let model, _), .infer(let model, _),
      .load(let model), .unload(let model):
      guard model.utf8.elementsEqual(service.name.utf8) else {
        throw ServiceError(404, "model: expected \(service.name.shown), got \(model.shown)")
      }
    default: break
    }
    return route
  }

  /// The reply to a whole request.
  func reply(
    to route: Route, _ head: HTTPHead, body: [UInt8], deadline: ContinuousClock.Instant,
    _ server: HTTPServer
  ) -> HTTPReply.Promise {
    do throws(ServiceError) {
      guard case .infer(_, let version) = route else { return .now(try answer(route, server)) }
      switch try service.infer(
        body, headerLength: head.inferenceHeaderLength, version: version, deadline: deadline)
      {
      case .now(let response): return .now(try .inference(response))
      case .later(let response):
        return .later {
          do throws(ServiceError) {
            return try await .inference(response().get())
          } catch {
            return .error(error)
          }
        }
      }
    } catch {
      return .now(.error(error))
    }
  }

  /// The reply to everything but an inference.
  private func answer(_ route: Route, _ server: HTTPServer) throws(ServiceError) -> HTTPReply {
    switch route {
    case .live: return .json(.object(["live": true]))
    case .ready:
      return .json(
        .object(["ready": .bool(!server.isStopping)]), status: server.isStopping ? 503 : 200)
    case .server:
      return .json(
        .object([
          "name": "strata", "version": .string(Self.version),
          "extensions": ["binary_tensor_data", "model_repository"],
        ]))
    case .metrics:
      let text = metrics.text(
        service, requests: server.requestCount, connections: server.connectionCount)
      return HTTPReply(
        headers: [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
        body: Array(text.utf8))
    case .metadata(_, let version): return .json(try service.metadata(version: version))
    case .modelReady(_, let version):
      try service.check(version: version)
      return .json(.object(["name": .string(service.name), "ready": true]))
    case .index:
      return .json([
        .object([
          "name": .string(service.name),
          "version": .string("\(service.store.status.current.number)"), "state": "READY",
          "reason": .string(service.store.status.lastRefusal ?? ""),
        ])
      ])
    case .load:
      if case .refused(let error) = service.reload() { throw ServiceError(400, "\(error)") }
      return .json(.object([:]))
    case .unload, .infer:
      throw ServiceError(400, "unload: expected to serve one model, and this is it")
    }
  }
}
