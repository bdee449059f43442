import StrataTensor

extension Tensor<Float> {
  /// Whether another tensor has the same shape and the same elements to the last bit: −0 is not 0,
  /// and a NaN is itself.
  func hasSameBits(as other: Tensor) -> Bool {
    shape == other.shape
      && elements.elementsEqual(other.elements) { $0.bitPattern == $1.bitPattern }
  }
}

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
  var floats: [Float] { words32.map { Float(bitPattern: $0) } }

  /// The elements of a record of four bytes an element; a rest is left out.
  var words32: [UInt32] { words(UInt32.self) }

  /// The elements of a record of two bytes an element; a rest is left out.
  var words16: [UInt16] { words(UInt16.self) }

  private func words<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type) -> [Word] {
    let width = MemoryLayout<Word>.size
    let count = bytes.count / width
    return unsafe [Word](unsafeUninitializedCapacity: count) { elements, initialized in
      // In range: width · count bytes at most, and room for count elements.
      unsafe bytes.withUnsafeBytes { bytes in
        for index in 0..<count {
          let word = unsafe bytes.loadUnaligned(fromByteOffset: index &* width, as: Word.self)
          unsafe elements.initializeElement(at: index, to: Word(littleEndian: word))
        }
      }
      initialized = count
    }
  }
}
