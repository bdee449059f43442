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
    return [Float](unsafeUninitializedCapacity: count) { elements, initialized in
      // In range: 4 · count bytes at most, and room for count elements.
      unsafe bytes.withUnsafeBytes { bytes in
        for index in 0..<count {
          let bits = unsafe bytes.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self)
          unsafe elements.initializeElement(
            at: index, to: Float(bitPattern: UInt32(littleEndian: bits)))
        }
      }
      initialized = count
    }
  }
}
