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
    self.init(try reader.tensor(at: index), width: width, scale: scale)
  }

  /// The elements of a record.
  /// - Parameters:
  ///   - record: The tensor.
  ///   - width: Bytes an element.
  ///   - scale: The scale of each channel, for q8.
  init(_ record: TensorRecord, width: Int, scale: [Float]) {
    self.record = record
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
    case .f32: append(range, &values) { Double(Float(bitPattern: $0)) }
    case .f64: append(range, &values) { Double(bitPattern: $0) }
    case .f16: append(range, &values) { Double(Float16(bitPattern: $0)) }
    case .bf16:
      append(range, &values) { (word: UInt16) in
        Double(Float(bitPattern: UInt32(word) << 16))
      }
    case .i8: append(range, &values) { Double(Int8(bitPattern: $0)) }
    case .i16: append(range, &values) { Double(Int16(bitPattern: $0)) }
    case .i32: append(range, &values) { Double(Int32(bitPattern: $0)) }
    case .i64: append(range, &values) { Double(Int64(bitPattern: $0)) }
    case .u16: append(range, &values) { (word: UInt16) in Double(word) }
    case .u32: append(range, &values) { (word: UInt32) in Double(word) }
    case .u64: append(range, &values) { (word: UInt64) in Double(word) }
    case .q8:
      for index in range {
        let value = Float(Int8(bitPattern: record.bytes[index]))
        values.append(Double(value * scale[index % scale.count]))
      }
    // u8 and bool.
    default: append(range, &values) { (byte: UInt8) in Double(byte) }
    }
  }

  private func append<Word: FixedWidthInteger & BitwiseCopyable>(
    _ range: Range<Int>, _ values: inout [Double], _ number: (Word) -> Double
  ) {
    precondition(MemoryLayout<Word>.size == width && range.upperBound <= count)
    unsafe record.bytes.withUnsafeBytes { bytes in
      for index in range {
        // In range: the last word ends at count · width at most.
        let word = unsafe bytes.loadUnaligned(fromByteOffset: index &* width, as: Word.self)
        values.append(number(Word(littleEndian: word)))
      }
    }
  }
}
