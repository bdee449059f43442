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

  init(_ descriptor: Descriptor, name: String) {
    self.name = name
    self.origin = .descriptor(descriptor)
  }

  init(_ bytes: [UInt8], name: String) {
    self.name = name
    self.origin = .memory(bytes)
  }

  /// The next bytes, never none of them, or nil at the end.
  func next() throws(ByteError) -> [UInt8]? {
    let bytes: [UInt8]
    switch origin {
    case .descriptor(let descriptor):
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
