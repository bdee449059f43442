import Glibc

/// A socket that listens.
struct Listener {
  let socket: Int32
  let port: UInt16

  /// - Parameters:
  ///   - address: IPv4 or IPv6, in numbers.
  ///   - port: 0 is any that is free.
  /// - Throws: ``ServiceError`` with the system's words.
  init(address: String, port: UInt16) throws(ServiceError) {
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let result = unsafe getaddrinfo(address, "\(port)", &hints, &found)
    guard result == 0, let place = unsafe found else {
      throw ServiceError(
        400, "--address: expected one of IPv4 or IPv6 in numbers, got \(address.shown)")
    }
    defer { unsafe freeaddrinfo(place) }
    let socket = unsafe Glibc.socket(
      place.pointee.ai_family, place.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    unsafe setsockopt(
      socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard socket >= 0,
      unsafe bind(socket, place.pointee.ai_addr, place.pointee.ai_addrlen) == 0,
      listen(socket, 1024) == 0
    else {
      let reason = unsafe String(cString: strerror(errno))
      if socket >= 0 { close(socket) }
      throw ServiceError(500, "\(address):\(port): \(reason)")
    }
    self.socket = socket
    self.port = Self.port(of: socket)
  }

  private static func port(of socket: Int32) -> UInt16 {
    var name = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return unsafe withUnsafeMutableBytes(of: &name) { bytes in
      guard let start = bytes.baseAddress,
        unsafe getsockname(socket, start.assumingMemoryBound(to: sockaddr.self), &length) == 0
      else { return 0 }
      // The port stands at the same place in both families.
      return UInt16(
        bigEndian: unsafe bytes.load(
          fromByteOffset: MemoryLayout<sockaddr_in>.offset(of: \.sin_port) ?? 2, as: UInt16.self))
    }
  }
}
