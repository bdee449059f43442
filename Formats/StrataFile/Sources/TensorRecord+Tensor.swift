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
    let elements = tensor.elements
    let size = 4 * elements.count
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { bytes, initialized in
      let words = UnsafeMutableRawBufferPointer(bytes)
      for index in elements.indices {
        // In range: four bytes an element.
        unsafe words.storeBytes(
          of: elements[index].bitPattern.littleEndian, toByteOffset: 4 &* index, as: UInt32.self)
      }
      initialized = size
    }
    self.init(name: name, role: role, dtype: .f32, dimensions: tensor.shape.array, bytes: bytes)
  }

  /// The elements of an f32 record; a rest of fewer than four bytes is left out.
  var floats: [Float] { elements { Float(bitPattern: $0) } }

  /// The elements of a record of four bytes an element; a rest is left out.
  var words32: [UInt32] { elements { $0 } }

  /// The elements of a record of two bytes an element; a rest is left out.
  var words16: [UInt16] { elements { $0 } }

  /// What is made of each word, in one pass: a large tensor is written to memory once.
  private func elements<Word: FixedWidthInteger & BitwiseCopyable, Element>(
    _ element: (Word) -> Element
  ) -> [Element] {
    let width = MemoryLayout<Word>.size
    let count = bytes.count / width
    return unsafe [Element](unsafeUninitializedCapacity: count) { elements, initialized in
      // In range: width · count bytes at most, and room for count elements.
      unsafe bytes.withUnsafeBytes { bytes in
        for index in 0..<count {
          let word = unsafe bytes.loadUnaligned(fromByteOffset: index &* width, as: Word.self)
          unsafe elements.initializeElement(at: index, to: element(Word(littleEndian: word)))
        }
      }
      initialized = count
    }
  }
}
