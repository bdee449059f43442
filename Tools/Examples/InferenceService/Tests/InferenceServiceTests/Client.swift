import Glibc

/// A reply as it came over the wire.
struct Reply {
  var status = 0
  /// Names in lower case.
  var headers: [String: String] = [:]
  var body: [UInt8] = []

  var text: String { String(decoding: body, as: UTF8.self) }
}

/// A connection to a service under test, byte by byte.
@safe final class Client {
  private let socket: Int32
  private var buffer: [UInt8] = []

  /// - Parameter patience: Seconds until a read gives up.
  init(port: UInt16, patience: Int = 20) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var time = timeval(tv_sec: patience, tv_usec: 0)
    unsafe setsockopt(
      socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    unsafe setsockopt(
      socket, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = unsafe withUnsafeBytes(of: &address) { bytes in
      unsafe connect(
        socket, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
        socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    guard result == 0 else { throw Failure("connect: \(errno)") }
  }

  struct Failure: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  deinit { close(socket) }

  /// - Returns: Whether all of it went out.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Says that nothing more will come.
  func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

  /// Makes closing break the connection off.
  func breakOff() {
    var value = linger(l_onoff: 1, l_linger: 0)
    unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
  }

  private func fill() -> Bool {
    var part = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe part.withUnsafeMutableBytes { bytes in
      unsafe recv(socket, bytes.baseAddress, bytes.count, 0)
    }
    guard count > 0 else { return false }
    buffer += part[..<count]
    return true
  }

  /// The next reply; nil if the connection ends before it is whole.
  func reply() -> Reply? {
    while true {
      guard let end = Self.end(of: buffer) else {
        guard fill() else { return nil }
        continue
      }
      var reply = Reply()
      let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
      reply.status =
        lines.first.flatMap { $0.split(separator: " ").dropFirst().first }
        .flatMap { Int($0) } ?? 0
      for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { continue }
        reply.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
      }
      buffer.removeFirst(end + 4)
      if reply.status == 100 { continue }
      let length = reply.headers["content-length"].flatMap { Int($0) } ?? 0
      while buffer.count < length { guard fill() else { return nil } }
      reply.body = Array(buffer[..<length])
      buffer.removeFirst(length)
      return reply
    }
  }

  private static func end(of bytes: [UInt8]) -> Int? {
    let mark = Array("\r\n\r\n".utf8)
    guard bytes.count >= 4 else { return nil }
    return (0...bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual(mark) }
  }

  /// A whole request as bytes.
  static func request(
    _ method: String, _ path: String, _ body: [UInt8] = [], headers: [String] = []
  ) -> [UInt8] {
    let lines =
      ["\(method) \(path) HTTP/1.1", "Host: test", "Content-Length: \(body.count)"] + headers
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
  }

  func get(_ path: String) throws -> Reply {
    send(Self.request("GET", path))
    guard let reply = reply() else { throw Failure("no reply to \(path)") }
    return reply
  }

  func post(_ path: String, _ body: [UInt8], headers: [String] = []) throws -> Reply {
    send(Self.request("POST", path, body, headers: headers))
    guard let reply = reply() else { throw Failure("no reply to \(path)") }
    return reply
  }

  func post(_ path: String, _ body: String) throws -> Reply { try post(path, Array(body.utf8)) }
}
