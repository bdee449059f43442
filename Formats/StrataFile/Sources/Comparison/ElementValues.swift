/// The elements of a tensor as numbers.
struct ElementValues {
  let count: Int
  private let record: TensorRecord
  private let width: Int
  /// The scale of each channel, for q8.
  private let scale: [Float]

  /// Nil if this program cannot read the elements.
  init?(_ reader: StrataReader, _ index: Int) throws(StrataFileError) {
    let info = reader.tensors[index]
    guard info.refusal == nil, let width = info.dtype.byteWidth else { return nil }
    var scale: [Float] = []
    if info.dtype == .q8 {
      guard let place = reader.index(ofTensor: info.name + ".scale"),
        reader.tensors[place].dtype == .f32, let channels = info.dimensions.last,
        reader.tensors[place].dimensions == [channels]
      else { return nil }
      scale = try reader.tensor(at: place).floats
    }
    record = try reader.tensor(at: index)
    self.width = width
    self.scale = scale
    count = record.bytes.count / width
  }

  /// Whether the stored elements are the same to the last bit, in a tensor of the same dtype.
  func isEqual(to other: ElementValues, at index: Int) -> Bool {
    let place = index * width
    if !scale.isEmpty {
      let channel = index % scale.count
      guard scale[channel].bitPattern == other.scale[channel].bitPattern else { return false }
    }
    for offset in place..<place + width where record.bytes[offset] != other.record.bytes[offset] {
      return false
    }
    return true
  }

  /// The elements of `range`, each as the nearest Double.
  func read(_ range: Range<Int>, into values: inout [Double]) {
    values.removeAll(keepingCapacity: true)
    switch record.dtype {
    case .f32: append(range, &values) { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) }
    case .f64: append(range, &values) { Double(bitPattern: $0) }
    case .f16:
      append(range, &values) { Double(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) }
    case .bf16:
      append(range, &values) { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16)) }
    case .i8: append(range, &values) { Double(Int8(truncatingIfNeeded: $0)) }
    case .i16: append(range, &values) { Double(Int16(truncatingIfNeeded: $0)) }
    case .i32: append(range, &values) { Double(Int32(truncatingIfNeeded: $0)) }
    case .i64: append(range, &values) { Double(Int64(bitPattern: $0)) }
    case .q8:
      for (index, value) in zip(range, range.map { Int8(bitPattern: record.bytes[$0]) }) {
        values.append(Double(Float(value) * scale[index % scale.count]))
      }
    default: append(range, &values) { Double($0) }
    }
  }

  private func append(
    _ range: Range<Int>, _ values: inout [Double], _ number: (UInt64) -> Double
  ) {
    for index in range {
      var bits: UInt64 = 0
      for offset in 0..<width {
        bits |= UInt64(record.bytes[index * width + offset]) << UInt64(8 * offset)
      }
      values.append(number(bits))
    }
  }
}
