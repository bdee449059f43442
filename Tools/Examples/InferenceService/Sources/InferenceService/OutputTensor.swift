/// A tensor of a reply.
struct OutputTensor: Sendable {
  enum Values {
    case floats([Float])
    case texts([String])
  }

  let name: String
  let shape: [Int]
  let values: Values

  var datatype: Datatype {
    switch values {
    case .floats: .fp32
    case .texts: .bytes
    }
  }

  /// The elements behind the JSON of a reply: little-endian; a text is its length in 4 bytes and its
  /// bytes.
  var binary: [UInt8] {
    var bytes: [UInt8] = []
    func append(_ value: UInt32) {
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    switch values {
    case .floats(let values):
      bytes.reserveCapacity(4 * values.count)
      for value in values { append(value.bitPattern) }
    case .texts(let texts):
      for text in texts {
        append(UInt32(truncatingIfNeeded: text.utf8.count))
        bytes += text.utf8
      }
    }
    return bytes
  }
}
