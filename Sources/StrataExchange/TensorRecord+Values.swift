internal import StrataFile

extension TensorRecord {
  /// The same elements with rows and columns exchanged; itself if it has not two dimensions, or not the
  /// bytes that they take.
  var transposed: TensorRecord {
    guard dimensions.count == 2, isWhole, let width = dtype.byteWidth else { return self }
    let (rows, columns) = (dimensions[0], dimensions[1])
    var turned = [UInt8](repeating: 0, count: bytes.count)
    for row in 0..<rows {
      for column in 0..<columns {
        let (source, target) = ((row * columns + column) * width, (column * rows + row) * width)
        for byte in 0..<width { turned[target + byte] = bytes[source + byte] }
      }
    }
    return TensorRecord(
      name: name, role: role, dtype: dtype, dimensions: [columns, rows], bytes: turned)
  }

  /// Whether the dimensions can be, and there are the bytes that they take.
  var isWhole: Bool {
    guard var count = dtype.byteWidth, dimensions.allSatisfy({ $0 >= 0 }) else { return false }
    if dimensions.contains(0) { return bytes.isEmpty }
    for dimension in dimensions {
      let (product, overflows) = count.multipliedReportingOverflow(by: dimension)
      if overflows { return false }
      count = product
    }
    return count == bytes.count
  }

  /// Whether the elements are floats, which parameters can be taken from.
  var isFloating: Bool { [.f32, .f64, .f16, .bf16].contains(dtype) }

  /// The elements as `Float`: f32, f16 and bf16 exactly, f64 rounded to the nearest, ties to even; nil for
  /// other dtypes. A rest that fills no element is left out.
  var values: [Float]? {
    switch dtype {
    case .f32: elements { (bits: UInt32) in Float(bitPattern: bits) }
    case .f16: elements { (bits: UInt16) in Float(Float16(bitPattern: bits)) }
    case .bf16: elements { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
    case .f64: elements { (bits: UInt64) in Float(Double(bitPattern: bits)) }
    default: nil
    }
  }

  /// The place of the first element of f64 that is finite and that `Float` would make infinite.
  var firstBeyondFloat: Int? {
    guard dtype == .f64 else { return nil }
    return elements { (bits: UInt64) in
      Double(bitPattern: bits).isFinite && !Float(Double(bitPattern: bits)).isFinite
    }.firstIndex(of: true)
  }

  private func elements<Bits: FixedWidthInteger & UnsignedInteger, Element>(
    _ convert: (Bits) -> Element
  ) -> [Element] {
    let width = MemoryLayout<Bits>.size
    var elements: [Element] = []
    elements.reserveCapacity(bytes.count / width)
    unsafe bytes.withUnsafeBytes { bytes in
      for place in 0..<bytes.count / width {
        // In range: place · width + width is at most the count.
        let bits = unsafe bytes.loadUnaligned(fromByteOffset: place * width, as: Bits.self)
        elements.append(convert(Bits(littleEndian: bits)))
      }
    }
    return elements
  }
}
