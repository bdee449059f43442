internal import CZlib

/// Takes gzip data (RFC 1952) apart as it comes: one member or several, nothing after them.
@safe final class Gunzip {
  private let name: String
  private let source: ByteSource
  private let stream: UnsafeMutablePointer<z_stream>
  /// Compressed bytes at hand, how many of them are used, and how many were used before them.
  private var input: [UInt8]
  private var used = 0
  private var usedBefore = 0
  /// Whether a member has begun and not ended.
  private var isInside = true

  /// Goes on from `head`, the bytes that were already taken from `source`.
  init(_ source: ByteSource, head: [UInt8], name: String) throws(ByteError) {
    self.name = name
    self.source = source
    self.input = head
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let gzipOnly: Int32 = 15 + 16
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(stream, gzipOnly, ZLIB_VERSION, size) == Z_OK else {
      throw .cannotRead(path: name, operation: "read", reason: "zlib has no memory")
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// The next decoded bytes, at most `count` of them, or nil after the last.
  func next(_ count: Int) throws(ByteError) -> [UInt8]? {
    while true {
      if used == input.count {
        usedBefore += used
        used = 0
        guard let more = try source.next() else {
          input = []
          if isInside { throw corrupt("the gzip data ends before its end mark") }
          return nil
        }
        input = more
      }
      if !isInside {
        guard input[used] == 0x1F else { throw corrupt("more bytes follow the gzip data") }
        unsafe inflateReset(stream)
        isInside = true
      }
      let (bytes, status) = step(count)
      switch status {
      case Z_STREAM_END: isInside = false
      case Z_OK, Z_BUF_ERROR: break
      default:
        let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
        throw corrupt("gzip: " + (message ?? "error \(status)"))
      }
      if !bytes.isEmpty { return bytes }
    }
  }

  private func step(_ count: Int) -> (bytes: [UInt8], status: Int32) {
    var status = Z_OK
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { output, filled in
      unsafe input.withUnsafeBufferPointer { input in
        guard let base = unsafe UnsafeMutablePointer(mutating: input.baseAddress) else { return }
        // zlib counts in 32 bits; what does not fit is left for the next step.
        let available = UInt32(clamping: input.count - used)
        unsafe stream.pointee.next_in = base + used
        unsafe stream.pointee.avail_in = available
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(clamping: count)
        status = unsafe inflate(stream, Z_NO_FLUSH)
        unsafe used += Int(available - stream.pointee.avail_in)
        filled = unsafe count - Int(stream.pointee.avail_out)
      }
    }
    return (bytes, status)
  }

  private func corrupt(_ reason: String) -> ByteError {
    .corrupt(what: name, offset: usedBefore + used, reason: reason)
  }
}
