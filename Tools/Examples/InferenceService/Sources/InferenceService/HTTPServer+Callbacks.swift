import CMicrohttpd

// What the library calls, each on the thread of its connection.
extension HTTPServer {
  typealias Context = UnsafeMutableRawPointer

  static let onConnection: MHD_NotifyConnectionCallback = { context, connection, note, event in
    guard let server = unsafe server(context), let connection = unsafe connection,
      let note = unsafe note
    else { return }
    if event == cmhd_opened {
      let client = HTTPConnection(socket: unsafe cmhd_socket(connection))
      unsafe note.pointee = Unmanaged.passRetained(client).toOpaque()
      server.add(client)
    } else if let pointer = unsafe note.pointee {
      let client = unsafe Unmanaged<HTTPConnection>.fromOpaque(pointer).takeRetainedValue()
      server.end(client)
      server.remove(client)
      unsafe note.pointee = nil
    }
  }

  static let onLine: @convention(c) (Context?, UnsafePointer<CChar>?, OpaquePointer?) -> Context? =
    {
      _, _, connection in
      _ = unsafe client(connection)?.enter(.head)
      return nil
    }

  static let onRequest: MHD_AccessHandlerCallback = {
    context, connection, path, method, _, data, count, _ in
    guard let server = unsafe server(context), let connection = unsafe connection,
      let client = unsafe client(connection), let path = unsafe path, let method = unsafe method,
      let count = unsafe count
    else { return cmhd_no }
    if client.head == nil {
      let head = unsafe HTTPHead(
        method: String(cString: method), path: String(cString: path),
        contentLength: header("Content-Length", of: connection).flatMap { Int($0) },
        inferenceHeaderLength: header("Inference-Header-Content-Length", of: connection))
      return unsafe send(server.begin(client, head), connection)
    }
    guard unsafe count.pointee > 0 else {
      return unsafe send(server.finish(client), connection)
    }
    let part = unsafe UnsafeRawBufferPointer(start: data, count: count.pointee)
    unsafe count.pointee = 0
    return unsafe send(server.receive(client, part), connection)
  }

  static let onCompleted: MHD_RequestCompletedCallback = { context, connection, _, _ in
    guard let server = unsafe server(context), let client = unsafe client(connection) else {
      return
    }
    server.end(client)
    _ = client.enter(.idle)
  }

  private static func server(_ context: Context?) -> HTTPServer? {
    unsafe context.map { unsafe Unmanaged<HTTPServer>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func client(_ connection: OpaquePointer?) -> HTTPConnection? {
    guard let connection = unsafe connection, let note = unsafe cmhd_note(connection) else {
      return nil
    }
    return unsafe Unmanaged<HTTPConnection>.fromOpaque(note).takeUnretainedValue()
  }

  private static func header(_ name: String, of connection: OpaquePointer) -> String? {
    guard let value = unsafe MHD_lookup_connection_value(connection, cmhd_headers, name) else {
      return nil
    }
    return unsafe String(cString: value)
  }

  /// A connection that its thread leaves alone until it is resumed.
  @unsafe private struct Suspended: @unchecked Sendable { let connection: OpaquePointer }

  /// Does what a step of a request came to.
  private static func send(_ step: Step, _ connection: OpaquePointer) -> MHD_Result {
    switch step {
    case .goOn: return cmhd_yes
    case .giveUp: return cmhd_no
    case .wait(let client, let reply):
      unsafe MHD_suspend_connection(connection)
      let suspended = unsafe Suspended(connection: connection)
      Task {
        client.computed = await reply()
        // From here on the connection's thread has it again, and asks for the reply.
        unsafe MHD_resume_connection(suspended.connection)
      }
      return cmhd_yes
    case .reply(let reply):
      let body = reply.body
      // It is copied, and not changed: the library asks for a pointer that could be written to.
      let response = unsafe body.withUnsafeBytes { bytes in
        unsafe MHD_create_response_from_buffer(
          bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), cmhd_copied)
      }
      guard let response = unsafe response else { return cmhd_no }
      defer { unsafe MHD_destroy_response(response) }
      for header in reply.headers {
        unsafe MHD_add_response_header(response, header.name, header.value)
      }
      return unsafe MHD_queue_response(connection, UInt32(reply.status), response)
    }
  }
}
