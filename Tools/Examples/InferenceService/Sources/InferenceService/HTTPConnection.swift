import CMicrohttpd
import Glibc
import StrataServing
import Synchronization

/// A client's connection and the request that is on it. All but ``phase`` belongs to the thread of the
/// connection.
final class HTTPConnection: @unchecked Sendable {
  /// What is waited for. Each takes a limited time, but for computing, which has a deadline of its own.
  enum Phase {
    /// A request's first line.
    case idle
    /// The rest of its head.
    case head
    case body
    case computing
    /// That the client reads its reply.
    case writing
    /// Nothing: it took too long, and the connection is being closed.
    case expired
  }

  let socket: Int32
  private let phase = Mutex((phase: Phase.idle, since: ContinuousClock.now))

  /// The request's head; nil until it is there.
  var head: HTTPHead?
  var route: Route?
  var body: [UInt8] = []
  /// Bytes that have come, kept or not.
  var received = 0
  /// What was computed while the connection was suspended.
  var computed: HTTPReply?
  /// Why its body is not kept.
  var refusal: HTTPReply?
  var start = ContinuousClock.now
  /// Whether it counts among the requests that are in the house.
  var holdsPlace = false

  init(socket: Int32) { self.socket = socket }

  /// Goes on to another phase.
  /// - Returns: false if the time is up.
  func enter(_ next: Phase) -> Bool {
    phase.withLock { current in
      guard current.phase != .expired else { return false }
      current = (next, .now)
      return true
    }
  }

  /// Ends the connection if it waits for longer than it may, for a client that is gone, or for nothing
  /// when it is not to.
  /// - Returns: Whether a client was too slow with a request.
  func expire(after limit: Duration, now: ContinuousClock.Instant, closesIdle: Bool) -> Bool {
    let last: (phase: Phase, isSlow: Bool)? = phase.withLock { current in
      let time = current.since.duration(to: now)
      let isOver = time > limit || (time > Self.grace && isGone)
      switch current.phase {
      case .computing, .expired: return nil
      case .idle: guard isOver || closesIdle else { return nil }
      case .head, .body: guard isOver else { return nil }
      case .writing: guard time > limit else { return nil }
      }
      defer { current.phase = .expired }
      return (current.phase, time > limit && current.phase != .idle)
    }
    guard let last else { return false }
    if last.phase == .head || last.phase == .body {
      // No byte of a reply is out yet: there is room for one.
      _ = unsafe Self.tooSlow.withUnsafeBytes { bytes in
        unsafe send(socket, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
      }
    }
    shutdown(socket, Int32(SHUT_RDWR))
    return last.isSlow
  }

  /// How long the library gets to see by itself that a client is gone.
  private static let grace = Duration.milliseconds(100)

  /// Whether the client will send nothing more, and all that it sent was read. The library's epoll does
  /// not see an end that came together with the last bytes.
  private var isGone: Bool {
    var byte: UInt8 = 0
    return unsafe recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) == 0
  }

  private static let tooSlow: [UInt8] = {
    let body = #"{"error":"the request did not come in time"}"#
    return Array(
      """
      HTTP/1.1 408 Request Timeout\r
      Content-Type: application/json\r
      Content-Length: \(body.utf8.count)\r
      Connection: close\r
      \r
      \(body)
      """.utf8)
  }()

  /// Forgets the request.
  func reset() {
    head = nil
    route = nil
    body = []
    received = 0
    refusal = nil
    computed = nil
  }
}
