import StrataTensor

extension TensorRecord {
  /// A tensor's elements, little-endian.
  init(_ name: String, _ role: TensorRole, _ tensor: Tensor<Float>) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(tensor.elements.count * 4)
    for element in tensor.elements {
      let bits = element.bitPattern
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
    }
    self.init(name: name, role: role, dtype: .f32, dimensions: tensor.shape.array, bytes: bytes)
  }

  /// The elements of an f32 record; a rest of fewer than four bytes is left out.
  var floats: [Float] {
    let count = bytes.count / 4
    return bytes.withSpan { bytes in
      [Float](capacity: count) { output in
        for index in 0..<count {
          let at = index * 4
          let bits =
            UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
            | UInt32(bytes[at + 3]) << 24
          output.append(Float(bitPattern: bits))
        }
      }
    }
  }
}

extension [UInt8] {
  fileprivate func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result { body(span) }
}
