/// Where a stream's bytes come from, as they are: a descriptor or memory.
final class ByteSource {
  private enum Origin {
    case descriptor(Descriptor)
    case memory([UInt8])
    case used
  }

  /// How much is asked of the system at once.
  static let chunk = 1 << 16

  private let name: String
  private var origin: Origin
  /// Called before a read that has to wait.
  private let beforeWaiting: (() -> Void)?

  init(_ descriptor: Descriptor, name: String, beforeWaiting: (() -> Void)? = nil) {
    self.name = name
    self.origin = .descriptor(descriptor)
    self.beforeWaiting = beforeWaiting
  }

  init(_ bytes: [UInt8], name: String) {
    self.name = name
    self.origin = .memory(bytes)
    self.beforeWaiting = nil
  }

  /// The next bytes, never none of them, or nil at the end.
  func next() throws(ByteError) -> [UInt8]? {
    let bytes: [UInt8]
    switch origin {
    case .descriptor(let descriptor):
      if let beforeWaiting, descriptor.mustWait { beforeWaiting() }
      bytes = try descriptor.read(Self.chunk, path: name)
    case .memory(let all):
      bytes = all
      origin = .used
    case .used:
      bytes = []
    }
    return bytes.isEmpty ? nil : bytes
  }
}
