import CMicrohttpd
import Glibc
import Synchronization

/// GNU libmicrohttpd with this service's limits: some threads that look after many connections each, none
/// of which a client can hold for longer than it may.
@safe final class HTTPServer: @unchecked Sendable {
  /// Where it listens.
  let port: UInt16
  let router: Router
  let options: Options

  /// Inferences that come in, are computed or go out.
  let requests = Atomic<Int>(0)
  private let stopping = Atomic<Bool>(false)
  private let connections = Mutex<[ObjectIdentifier: HTTPConnection]>([:])
  private let listener: Listener
  private var daemon: OpaquePointer?

  var requestCount: Int { requests.load(ordering: .relaxed) }
  var connectionCount: Int { connections.withLock { $0.count } }
  /// Whether no new request is let in.
  var isStopping: Bool { stopping.load(ordering: .acquiring) }

  /// Listens, and serves from now on, until the process ends.
  /// - Throws: ``ServiceError`` if it cannot listen there.
  init(_ router: Router, _ options: Options) throws(ServiceError) {
    self.router = router
    self.options = options
    listener = try Listener(address: options.address, port: options.port)
    port = listener.port
    let callbacks = unsafe cmhd_callbacks(
      context: Unmanaged.passRetained(self).toOpaque(), connection: Self.onConnection,
      line: Self.onLine, request: Self.onRequest, completed: Self.onCompleted)
    unsafe daemon = cmhd_start(
      listener.socket, UInt32(options.threads), UInt32(options.maximumConnections),
      options.batchSize > 1 ? 1 : 0, callbacks)
    guard unsafe daemon != nil else {
      throw ServiceError(500, "\(options.address):\(port): the server cannot start")
    }
    Task { await watchOverClients() }
  }

  /// Ends connections that wait for too long; all that wait for nothing, when the service stops.
  private func watchOverClients() async {
    let limit = Duration.seconds(options.timeout)
    while (try? await Task.sleep(for: .milliseconds(isStopping ? 20 : 200))) != nil {
      let now = ContinuousClock.now
      let closesIdle = isStopping
      // Held meanwhile: a socket that is closed could be another's already.
      let expired = connections.withLock { connections in
        connections.values.count { $0.expire(after: limit, now: now, closesIdle: closesIdle) }
      }
      router.metrics.count(expired: expired)
    }
  }

  /// Lets nothing new in, and waits for what is in the house to be answered.
  /// - Returns: How many requests were not, within the time.
  func stop(within time: Duration) -> Int {
    stopping.store(true, ordering: .releasing)
    if let daemon = unsafe daemon { close(unsafe MHD_quiesce_daemon(daemon)) }
    let end = ContinuousClock.now + time
    while ContinuousClock.now < end, connectionCount > 0 {
      usleep(5000)
    }
    return requestCount
  }

  func add(_ connection: HTTPConnection) {
    connections.withLock { $0[ObjectIdentifier(connection)] = connection }
  }

  func remove(_ connection: HTTPConnection) {
    connections.withLock { $0[ObjectIdentifier(connection)] = nil }
  }
}
